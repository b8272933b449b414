import fc from "fast-check";

/** A body of JSON in which up to so many values, at any depth, are replaced by anything at all. */
export const mangled = (json: string, most: number): fc.Arbitrary<string> =>
  fc.array(fc.tuple(fc.nat(), fc.jsonValue({ maxDepth: 2 })), { minLength: 1, maxLength: most }).map((changes) => {
    const body: unknown = JSON.parse(json);
    const places: { holder: object; key: string }[] = [];
    const walk = (value: unknown): void => {
      if (typeof value !== "object" || value === null) return;
      for (const [key, inner] of Object.entries(value)) {
        places.push({ holder: value, key });
        walk(inner);
      }
    };
    walk(body);
    for (const [index, value] of changes) {
      const place = places[index % places.length];
      if (place) Object.assign(place.holder, { [place.key]: value });
    }
    return JSON.stringify(body);
  });
