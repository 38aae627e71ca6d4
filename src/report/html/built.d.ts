/** What scripts/build-report.mjs writes to build/report: the script's text, and hashes for the policy. */
declare module "#report/built" {
  /** The report's script, bundled. */
  export const SCRIPT: string;
  /** SHA-256 of what the policy admits, in base64. */
  export const SCRIPT_HASH: string;
  export const STYLE_HASHES: readonly string[];
}
