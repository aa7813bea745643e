/** What system this is, for key names; known from the browser until the host has said it. */
import type { AppInfo, SystemDto } from "../ipc/bindings.gen";
import { useHostQuery } from "./hostQuery";
import { capsOf } from "./keys";

const guessed: SystemDto = navigator.userAgent.includes("Mac")
  ? "macOs"
  : navigator.userAgent.includes("Windows")
    ? "windows"
    : "linux";

/** Puts the system on the document, for what looks otherwise on each, such as its fonts. */
export function applySystem(): void {
  document.documentElement.dataset["system"] = guessed;
}

const systemOf = (info: AppInfo) => info.system;

/** The operating system. */
export function useSystem(): SystemDto {
  return useHostQuery("app_info", {}, { select: systemOf }).data ?? guessed;
}

/** How a binding is printed on this system. */
export function useCaps(binding: string | undefined): string[] {
  const system = useSystem();
  return binding === undefined ? [] : capsOf(binding, system);
}
