import { screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { describe, expect, test } from "vitest";
import { applyLanguage } from "../../lib/i18n";
import { selection } from "../../lib/selection";
import { anAppInfo } from "../../testing/builders";
import { accessibilityProblems, renderOnHost } from "../../testing/renderOnHost";
import { Welcome } from "./Welcome";

describe("the first run", () => {
  test("a failed start of the sample data is said, and can be tried again", async () => {
    const host = await renderOnHost(<Welcome />, {}, (each) => {
      each.fail("start_demo", "storeFailed");
    });
    const demo = await screen.findByRole("button", { name: "Try it with sample data" });
    await userEvent.click(demo);
    expect(await screen.findByRole("alert")).toHaveProperty(
      "textContent",
      "The local store did not answer. Nothing typed is lost.",
    );
    host.answer("start_demo", () => ({}));
    await userEvent.click(screen.getByRole("button", { name: "Try it with sample data" }));
    expect(screen.queryByRole("alert")).toBeNull();
    expect(host.inputsOf("start_demo")).toHaveLength(2);
  });

  test("sample data that are starting are not started twice", async () => {
    const host = await renderOnHost(<Welcome />, {}, (each) => {
      each.hang("start_demo");
    });
    const demo = await screen.findByRole("button", { name: "Try it with sample data" });
    await userEvent.click(demo);
    const off = screen.getByRole("button", { name: /Try it with sample data/u });
    expect(off.getAttribute("aria-disabled")).toBe("true");
    await userEvent.click(off);
    expect(host.inputsOf("start_demo")).toHaveLength(1);
  });

  test("a host without sample data offers none", async () => {
    const host = await renderOnHost(<Welcome />, { appInfo: anAppInfo({ canStartDemo: false }) });
    await screen.findByRole("heading", { name: "Connect your first line" });
    await expect.poll(() => host.inputsOf("app_info").length).toBe(1);
    expect(screen.queryByRole("button", { name: /sample data/u })).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: "Connect a line" }));
    expect(selection.get().page).toBe("connect");
  });

  test("it is accessible, in Arabic too", async () => {
    applyLanguage("ar");
    await renderOnHost(<Welcome />);
    await screen.findByRole("button", { name: "ربط خط" });
    expect(await accessibilityProblems()).toEqual([]);
  });
});
