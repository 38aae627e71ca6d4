export type { Atom, Law } from "./law.ts";
