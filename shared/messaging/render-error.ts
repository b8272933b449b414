/** A message that must not be sent as it is: a parameter is wrong, or the build has no such template. */
export class RenderError extends Error {
  override readonly name = "RenderError";
}
