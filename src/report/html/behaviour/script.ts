/** The report's only script: scripts/build-report.mjs makes of it the text that every report carries. */
import { behave } from "./behave.ts";

behave();
