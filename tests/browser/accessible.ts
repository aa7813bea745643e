// What axe, a checker of rules for accessibility, finds in what stands on the screen.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { expect, type Page } from "@playwright/test";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

interface Violation {
  id: string;
  impact: string | null;
  nodes: { html: string; failureSummary?: string }[];
}

/** axe finds nothing serious in what is shown. */
export async function expectAccessible(page: Page, what: string): Promise<void> {
  // What fades in has no contrast yet; what turns for as long as something goes on has no end to wait for.
  await page.evaluate(() =>
    Promise.all(
      document
        .getAnimations()
        .filter(({ effect }) => effect?.getComputedTiming().endTime !== Infinity)
        .map((each) => each.finished),
    ).catch(() => {}),
  );
  await page.evaluate(axe);
  const violations = await page.evaluate(async (): Promise<Violation[]> => {
    const { axe } = window as unknown as {
      axe: {
        configure(options: unknown): void;
        run(options: unknown): Promise<{ violations: Violation[] }>;
      };
    };
    const values = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
    const id = "label-content-name-mismatch";
    const all = await axe.run({
      runOnly: { type: "tag", values },
      rules: { [id]: { enabled: false } },
    });
    // What is seen begins what is said, but for keys and numbers, which are said in words, for initials, whose name
    // stands beside them, and for rows of lists, which are whole sentences: nobody calls one by what it shows.
    axe.configure({ rules: [{ id, selector: ":not([role=option])" }] });
    const unsaid = document.head.appendChild(document.createElement("style"));
    unsaid.textContent = "kbd, [data-count], [data-shape] { display: none !important; }";
    const named = await axe.run({ runOnly: { type: "rule", values: [id] } });
    unsaid.remove();
    return [...all.violations, ...named.violations];
  });
  const grave = violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(
      ({ id, nodes }) =>
        `${id}: ${nodes.map((node) => `${node.html}\n${node.failureSummary ?? ""}`).join("\n")}`,
    );
  expect(grave, what).toEqual([]);
}
