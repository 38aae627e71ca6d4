/** Which layers a user means: globs over tensor names, as the command line takes them. */

/**
 * A predicate from globs. `*` stands for any run of characters (dots and slashes too: tensor names use both), `?` for
 * one. A name is wanted when some glob matches it and no glob that begins with `!` does; with only `!` globs, all
 * other names are wanted.
 */
export function nameFilter(globs: readonly string[]): (name: string) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(matcher);
  const refused = globs.filter((glob) => glob.startsWith("!")).map((glob) => matcher(glob.slice(1)));
  return (name) =>
    (wanted.length === 0 || wanted.some((matches) => matches(name))) &&
    !refused.some((matches) => matches(name));
}

/** Matches greedily with one backtracking point: linear in the name for each `*`, never exponential. */
function matcher(glob: string): (name: string) => boolean {
  return (name) => {
    let at = 0;
    let inGlob = 0;
    let star = -1;
    let resume = 0;
    while (at < name.length) {
      if (glob[inGlob] === "*") {
        star = inGlob++;
        resume = at;
      } else if (inGlob < glob.length && (glob[inGlob] === "?" || glob[inGlob] === name[at])) {
        inGlob++;
        at++;
      } else if (star >= 0) {
        inGlob = star + 1;
        at = ++resume;
      } else return false;
    }
    while (glob[inGlob] === "*") inGlob++;
    return inGlob === glob.length;
  };
}
