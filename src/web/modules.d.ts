/** What the page imports that is no module of TypeScript: style sheets, and what vite.config.ts serves. */
declare module "virtual:report.css";
declare module "*.css";
