/** Changes to files that are there: what a recipe adds to a door, a registry, a list. */

/** A line at the end. */
export const append = (file, line) => ({ file, change: (text) => `${text.trimEnd()}\n${line}\n` });

/** Something in front of the first place that a pattern finds. @throws Error when it finds none: the file has changed. */
export const before = (file, pattern, inserted) => ({
  file,
  change(text) {
    const at = text.search(pattern);
    if (at < 0) throw new Error(`${file} has no ${pattern}`);
    return text.slice(0, at) + inserted + text.slice(at);
  },
});
