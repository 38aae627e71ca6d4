declare module "virtual:report.css";
declare module "virtual:report-behaviour";
declare module "*.css";
