import { act, renderHook } from "@testing-library/react";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  canUndo,
  holdToast,
  resetToasts,
  showToast,
  toastStays,
  undoFor,
  undoLast,
  useToasts,
} from "./toasts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  resetToasts();
  vi.useRealTimers();
});

describe("toasts", () => {
  it("goes after 8 s, but not while held", () => {
    const { result } = renderHook(() => useToasts());
    let id = 0;
    act(() => {
      id = showToast({ text: "Moved" });
    });
    act(() => {
      holdToast(id, true);
      vi.advanceTimersByTime(toastStays * 3);
    });
    expect(result.current).toHaveLength(1);
    act(() => {
      holdToast(id, false);
      vi.advanceTimersByTime(toastStays);
    });
    expect(result.current).toHaveLength(0);
  });

  it("takes the last thing back once, for a minute, also after the toast is gone", () => {
    const undone = vi.fn<() => void>();
    showToast({ text: "Moved", undo: { label: "Undo", run: undone } });
    vi.advanceTimersByTime(undoFor - 1);
    expect(canUndo()).toBe(true);
    undoLast();
    undoLast();
    expect(undone).toHaveBeenCalledTimes(1);
    expect(canUndo()).toBe(false);
  });

  it("does not take back what is older than a minute", () => {
    const undone = vi.fn<() => void>();
    showToast({ text: "Moved", undo: { label: "Undo", run: undone } });
    vi.advanceTimersByTime(undoFor);
    undoLast();
    expect(undone).not.toHaveBeenCalled();
  });

  it("offers undo on the newest only, as an older button would take back something else", () => {
    const { result } = renderHook(() => useToasts());
    act(() => {
      showToast({ text: "First", undo: { label: "Undo", run: () => {} } });
      showToast({ text: "Second", undo: { label: "Undo", run: () => {} } });
    });
    expect(result.current.map((note) => note.undo !== null)).toEqual([false, true]);
  });

  it("shows at most three", () => {
    const { result } = renderHook(() => useToasts());
    act(() => {
      for (const text of ["1", "2", "3", "4"]) showToast({ text });
    });
    expect(result.current.map((note) => note.text)).toEqual(["2", "3", "4"]);
  });
});
