import { expect, it } from "vitest";
import { filled, gapsIn } from "./gaps";

it("an empty value leaves its gap to be seen", () => {
  expect(filled("Hi {{1}}, {{ 2 }}", ["Noura", " "])).toBe("Hi Noura, {{ 2 }}");
});

it("a wording takes as many values as its highest gap", () => {
  expect(gapsIn("none")).toBe(0);
  expect(gapsIn("{{2}} and {{1}} and {{2}}")).toBe(2);
});

it("a value that looks like a gap is not filled again", () => {
  expect(filled("{{1}} {{2}}", ["{{2}}", "b"])).toBe("{{2}} b");
});
