/** Accessibility of a rendered state, by axe; what jsdom cannot compute (colours, sizes) is left to other tests. */
import axe from "axe-core";

/** The violations axe finds, as short texts; empty when there are none. */
export async function violationsOf(root: Element = document.body): Promise<string[]> {
  const result = await axe.run(root, {
    rules: { "color-contrast": { enabled: false }, region: { enabled: false } },
  });
  return result.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map((node) => node.html.slice(0, 160)).join(" | ")}`,
  );
}
