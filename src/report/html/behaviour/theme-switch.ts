/** The button that switches between the light and the dark theme; the choice is kept where the browser allows. */
const KEY = "wignerscope-theme";

/** Storage is refused to files in some browsers, by exception. */
function stored(): string | undefined {
  try {
    return localStorage.getItem(KEY) ?? undefined;
  } catch {
    return undefined;
  }
}

function store(theme: string): void {
  try {
    localStorage.setItem(KEY, theme);
  } catch {
    // The choice then lasts as long as the page.
  }
}

export function switchThemes(): void {
  const { dataset } = document.documentElement;
  const kept = stored();
  if (kept) dataset.theme = kept;
  const button = document.getElementById("theme");
  if (!button) return;
  const isDark = () =>
    (dataset.theme ?? (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light")) === "dark";
  const name = () => {
    button.textContent = isDark() ? "Light" : "Dark";
    button.setAttribute("aria-label", `Switch to the ${isDark() ? "light" : "dark"} theme`);
  };
  button.hidden = false;
  name();
  button.addEventListener("click", () => {
    dataset.theme = isDark() ? "light" : "dark";
    store(dataset.theme);
    name();
  });
}
