/**
 * Answers the same about the same text without working it out twice. What is known is forgotten all at once when it is
 * `most` answers, so that a process that lives long stays small.
 */
export const remembering = <T>(most: number, answer: (text: string) => T): ((text: string) => T) => {
  const known = new Map<string, { readonly answer: T }>();
  return (text) => {
    const found = known.get(text);
    if (found !== undefined) return found.answer;
    const fresh = { answer: answer(text) };
    if (known.size >= most) known.clear();
    known.set(text, fresh);
    return fresh.answer;
  };
};
