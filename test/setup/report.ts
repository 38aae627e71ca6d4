/** The report's script and hashes are built text: before the tests start they are made anew where a source is younger. */
export { refreshReport as setup } from "../../scripts/build-report.mjs";
