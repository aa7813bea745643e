import { render, screen } from "@testing-library/react";
import { expect, it } from "vitest";
import { Summary } from "./Summary";

it("a platform's markup stays text", () => {
  render(<Summary text={"<img src=x> **not** [a](javascript:b)"} />);
  expect(document.querySelector("img, a")).toBeNull();
  expect(screen.getByText("not").tagName).toBe("STRONG");
});

it("keeps its points and their marks on one side, whatever the window's direction", () => {
  render(<Summary text={"### Motivo\n- Enviar tabela\n- Ligar na quinta"} />);
  const points = screen.getByRole("list");
  expect(points.getAttribute("dir")).toBe("auto");
  expect(points.querySelector("li[dir]")).toBeNull();
});
