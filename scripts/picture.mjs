/** `npm run picture`: docs/report.png, the README's picture, from the report that `npm start` wrote. */
import { fileURLToPath } from "node:url";
import chromium from "@sparticuz/chromium";
import { chromium as playwright } from "playwright-core";

const root = new URL("..", import.meta.url);
const browser = await playwright.launch({
  executablePath: await chromium.executablePath(),
  args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
});
const page = await browser.newPage({ viewport: { width: 1200, height: 1000 }, colorScheme: "light" });
await page.goto(new URL("wignerscope-report.html", root).href);
await page.screenshot({ path: fileURLToPath(new URL("docs/report.png", root)) });
await browser.close();
