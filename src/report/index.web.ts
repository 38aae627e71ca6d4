/** What the page shares with a report: its behaviour. */
export { behave } from "./html/behaviour/behave.ts";
