/** Theme and density on the document. "As the system" follows the system while the window is open. */
import type { DensityDto, ThemeDto } from "../ipc/bindings.gen";

/** The names the style sheet knows. */
type Theme = "light" | "dark" | "hc" | "hcdark";

const fixed: Record<Exclude<ThemeDto, "system">, Theme> = {
  light: "light",
  dark: "dark",
  contrastLight: "hc",
  contrastDark: "hcdark",
};

const prefersDark = "(prefers-color-scheme: dark)";
const prefersContrast = "(prefers-contrast: more)";

/** The theme for a choice. */
export function resolveTheme(choice: ThemeDto): Theme {
  if (choice !== "system") return fixed[choice];
  const dark = matchMedia(prefersDark).matches;
  if (matchMedia(prefersContrast).matches) return dark ? "hcdark" : "hc";
  return dark ? "dark" : "light";
}

/** Puts a theme on the document and keeps it true; answers the way to stop following. */
export function applyTheme(choice: ThemeDto): () => void {
  const apply = () => {
    document.documentElement.dataset["theme"] = resolveTheme(choice);
  };
  apply();
  if (choice !== "system") return () => {};
  const queries = [matchMedia(prefersDark), matchMedia(prefersContrast)];
  for (const query of queries) query.addEventListener("change", apply);
  return () => {
    for (const query of queries) query.removeEventListener("change", apply);
  };
}

/** Puts a density on the document. */
export function applyDensity(density: DensityDto): void {
  document.documentElement.dataset["density"] = density;
}
