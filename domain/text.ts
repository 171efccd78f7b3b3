/** Text cut to at most so many UTF-16 units, never through the middle of a character that takes two. */
export const cut = (text: string, most: number): string =>
  text.length <= most ? text : text.slice(0, most).replace(/[\uD800-\uDBFF]$/, '');
