/** Which layers a user means: globs over tensor names, as the command line takes them. */

/**
 * A predicate from globs, for a layer with one name or several. `*` stands for any run of characters (dots and slashes too: tensor names use both), `?` for
 * one. A layer is wanted when some glob matches one of its names and no glob that begins with `!` does; with only `!` globs, all
 * others are wanted.
 */
export function nameFilter(globs: readonly string[]): (...names: readonly string[]) => boolean {
  const wanted = globs.filter((glob) => !glob.startsWith("!")).map(matcher);
  const refused = globs.filter((glob) => glob.startsWith("!")).map((glob) => matcher(glob.slice(1)));
  const some = (matchers: readonly ((name: string) => boolean)[], names: readonly string[]) =>
    matchers.some((matches) => names.some(matches));
  return (...names) => (wanted.length === 0 || some(wanted, names)) && !some(refused, names);
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
