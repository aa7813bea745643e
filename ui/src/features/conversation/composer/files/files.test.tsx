import { act, fireEvent, renderHook, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { findAction, runAction } from "../../../../lib/actions";
import { takeDrag, watchUntaken } from "../../../../lib/drops";
import { resetToasts, useToasts } from "../../../../lib/toasts";
import { forgetUploads, takeUpload } from "../../../../lib/uploads";
import { aLine, everyCapability, someCapabilities } from "../../../../testing/builders";
import { layOut } from "../../../../testing/layout";
import {
  box,
  descriptionOf,
  id,
  message,
  noAccessibilityFaults,
  opened,
  ours,
  row,
} from "../../conversationTesting";
import { drafts, noteDrafts } from "../drafts";
import { openTabs, quoting } from "../kept";
import { resetAttaching } from "./attaching";
import { bytesOf, fileNameOf, isPublicLink } from "./links";
import { megabytes } from "./sizes";

const chatwoot = aLine({ platform: "chatwoot", capabilities: everyCapability() });
/** A conversation where everything can be attached. */
const able: Parameters<typeof opened>[0] = {
  lines: [chatwoot],
  detail: { row: { ...row, platform: "chatwoot" } },
};
const plain = {
  conversation: id,
  note: false,
  quote: null,
  terms: null,
  takeOver: false,
  template: null,
  buttons: [],
  email: null,
};

beforeEach(() => {
  layOut({ viewport: 900, row: 60 });
  drafts.reset();
  resetAttaching();
  resetToasts();
  for (const kept of [noteDrafts, openTabs, quoting]) kept.reset();
  URL.createObjectURL = () => "blob:picture";
  URL.revokeObjectURL = () => {};
});

const toastTexts = () => renderHook(useToasts).result.current.map(({ text }) => text);

/** A file of this many bytes, without making them. */
function sized(name: string, bytes: number, type = "application/zip"): File {
  const file = new File(["x"], name, { type });
  Object.defineProperty(file, "size", { value: bytes });
  return file;
}

/** A file whose bytes can be read, which jsdom's own cannot. */
function readable(name: string, words: string, type = "image/png"): File {
  const file = new File([words], name, { type });
  const bytes = new TextEncoder().encode(words);
  file.slice = (from = 0, to = bytes.length) =>
    ({ arrayBuffer: () => Promise.resolve(bytes.slice(from, to).buffer) }) as Blob;
  return file;
}

async function paste(...files: File[]): Promise<void> {
  fireEvent.paste(await box(), { clipboardData: { types: ["Files"], files } });
}

const reply = () => screen.findByRole("list", { name: "Files of the reply" });

describe("a file that is attached", () => {
  it("is a chip with its name and size, goes with the words, and is gone from the box at once", async () => {
    const host = await opened({ ...able });
    await paste(readable("photo.png", "12345"));
    const chips = await reply();
    await waitFor(() => {
      expect(within(chips).getByText("5 byte")).toBeTruthy();
      expect(host.data.draftFiles[id]).toHaveLength(1);
    });
    expect(host.inputsOf("begin_file")).toEqual([
      { conversation: id, note: false, name: "photo.png", mimeType: "image/png", bytes: 5 },
    ]);
    await noAccessibilityFaults();
    await userEvent.type(await box(), "Look");
    await userEvent.keyboard("{Control>}{Enter}{Enter}{/Control}");
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Look", files: ["file-1"] }]);
    await waitFor(() => {
      expect(screen.queryByRole("list", { name: "Files of the reply" })).toBeNull();
    });
  });

  it("goes without words, too", async () => {
    const host = await opened({ ...able });
    await paste(readable("photo.png", "1"));
    await waitFor(() => {
      expect(host.data.draftFiles[id]).toHaveLength(1);
    });
    await waitFor(() => {
      expect(screen.getByRole("button", { name: /^Send/u }).dataset["off"]).toBeUndefined();
    });
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "", files: ["file-1"] }]);
  });

  it("is in the box again when sending is refused", async () => {
    const file = { note: false, kind: "document", bytes: 3, link: false } as const;
    const host = await opened({
      ...able,
      draftFiles: { [id]: [{ ...file, id: "kept-1", name: "report.pdf" }] },
    });
    host.fail("send_message", "windowClosed");
    await within(await reply()).findByText("report.pdf");
    await userEvent.type(await box(), "Here");
    await userEvent.keyboard("{Control>}{Enter}{/Control}");
    expect((await screen.findByRole("alert")).textContent).toContain("Not sent");
    within(await reply()).getByText("report.pdf");
    expect(await box()).toHaveProperty("value", "Here");
  });

  it("is taken out by its own button, and the host lets go of it", async () => {
    const file = { note: false, kind: "document", bytes: 3, link: false } as const;
    const host = await opened({
      ...able,
      draftFiles: { [id]: [{ ...file, id: "kept-1", name: "report.pdf" }] },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Remove report.pdf" }));
    expect(host.inputsOf("detach_file")).toEqual([{ file: "kept-1" }]);
    await waitFor(() => {
      expect(screen.queryByText("report.pdf")).toBeNull();
    });
  });

  it("of a note is no file of the reply", async () => {
    const file = { kind: "document", bytes: 3, link: false } as const;
    const host = await opened({
      ...able,
      draftFiles: { [id]: [{ ...file, id: "kept-1", name: "inside.pdf", note: true }] },
    });
    await box();
    expect(screen.queryByText("inside.pdf")).toBeNull();
    act(() => {
      openTabs.set(id, "note");
    });
    within(await screen.findByRole("list", { name: "Files of the note" })).getByText("inside.pdf");
    await userEvent.click(screen.getByRole("button", { name: /Add note/u }));
    expect(host.inputsOf("send_message")).toEqual([
      { ...plain, note: true, text: "", files: ["kept-1"] },
    ]);
  });

  it("holds the message back while its bytes are still coming, and can be given up", async () => {
    const host = await opened({ ...able });
    host.hang("begin_file");
    await paste(readable("photo.png", "12345"));
    await userEvent.type(await box(), "Look");
    const send = screen.getByRole("button", { name: /^Send/u });
    expect(descriptionOf(send)).toContain("A file is still being attached.");
    screen.getByRole("progressbar", { name: "Attaching photo.png" });
    await userEvent.click(screen.getByRole("button", { name: "Remove photo.png" }));
    expect(screen.queryByRole("progressbar")).toBeNull();
    await userEvent.click(screen.getByRole("button", { name: /^Send/u }));
    expect(host.inputsOf("send_message")).toEqual([{ ...plain, text: "Look", files: [] }]);
  });
});

describe("what a line takes", () => {
  it("is said in numbers before anything is copied", async () => {
    const host = await opened({ ...able });
    await paste(sized("report.zip", 48 * 1024 * 1024));
    expect((await screen.findByRole("alert")).textContent).toBe(
      "report.zip is 48 MB; Chatwoot takes 40 MB.",
    );
    expect(host.inputsOf("begin_file")).toEqual([]);
    await userEvent.type(await box(), "I");
    expect(screen.queryByRole("alert")).toBeNull();
  });

  it("is counted with the files that are there already", async () => {
    const limited = everyCapability({ filesAtOnce: 2 });
    const file = { note: false, kind: "document", bytes: 3, link: false } as const;
    const host = await opened({
      ...able,
      lines: [aLine({ platform: "chatwoot", capabilities: limited })],
      draftFiles: { [id]: [{ ...file, id: "kept-1", name: "report.pdf" }] },
    });
    await reply();
    await paste(readable("a.png", "1"), readable("b.png", "2"));
    expect((await screen.findByRole("alert")).textContent).toBe(
      "These would be 3 files; Chatwoot takes 2 at once.",
    );
    await waitFor(() => {
      expect(host.inputsOf("begin_file").map(({ name }) => name)).toEqual(["a.png"]);
    });
  });

  it("does not include nothing, nor folders", async () => {
    await opened({ ...able });
    const folder = { kind: "file", webkitGetAsEntry: () => ({ isDirectory: true }) };
    const empty = new File([], "empty.txt");
    const entry = { kind: "file", webkitGetAsEntry: () => null, getAsFile: () => empty };
    const dataTransfer = { types: ["Files"], files: [empty], items: [folder, entry] };
    expect(fireEvent.drop(await screen.findByText("Text c"), { dataTransfer })).toBe(false);
    const told = (await screen.findByRole("alert")).textContent;
    expect(told).toContain("A folder cannot be attached. Its files can.");
    expect(told).toContain("empty.txt is empty.");
  });

  it("is rounded so that the sentence stays true", () => {
    const megabyte = 1024 * 1024;
    expect(megabytes(40 * megabyte + 1, "up")).toBe("40.1 MB");
    expect(megabytes(40 * megabyte + 99_999, "down")).toBe("40 MB");
  });

  it("is shown off with the reason where it is nothing, and the way on beside it", async () => {
    await opened();
    await screen.findByRole("button", { name: "Attach by link" });
    const attach = screen.getByRole("button", { name: "Attach a file" });
    expect(attach.textContent).toContain("Hatif takes a file only as a public link.");
    expect(findAction("conversation.attach")?.reason?.()).toBe(
      "Hatif takes a file only as a public link.",
    );
  });

  it("has no way on where there is none", async () => {
    const none = someCapabilities({ attachLink: "notByPlatform" });
    await opened({
      lines: [aLine({ platform: "ohallo", capabilities: none })],
      detail: { row: { ...row, platform: "ohallo" } },
    });
    await box();
    await waitFor(() => {
      expect(findAction("conversation.attach")?.reason?.()).toBe("Ohallo takes no files.");
    });
    expect(findAction("conversation.attachLink")?.reason?.()).toBe(
      "Ohallo takes no files by link.",
    );
    expect(screen.queryByRole("button", { name: "Attach by link" })).toBeNull();
  });
});

describe("choosing and dropping", () => {
  it("begins with the button, the key and the palette alike", async () => {
    await opened({ ...able });
    await box();
    const click = vi.spyOn(HTMLInputElement.prototype, "click").mockImplementation(() => {});
    await userEvent.click(screen.getByRole("button", { name: "Attach a file" }));
    expect(runAction("conversation.attach")).toBe(true);
    expect(click).toHaveBeenCalledTimes(2);
    click.mockRestore();
  });

  it("says while something is dragged where it will go, and takes it anywhere on the conversation", async () => {
    const host = await opened({ ...able });
    const place = await screen.findByText("Text c");
    const dataTransfer = { types: ["Files"], files: [readable("a.png", "1")], items: [] };
    fireEvent.dragEnter(place, { dataTransfer });
    await screen.findByText("Drop to attach to the reply");
    fireEvent.dragLeave(place, { dataTransfer });
    expect(screen.queryByText("Drop to attach to the reply")).toBeNull();
    fireEvent.dragEnter(place, { dataTransfer });
    expect(fireEvent.drop(place, { dataTransfer })).toBe(false);
    await waitFor(() => {
      expect(host.data.draftFiles[id]).toHaveLength(1);
    });
  });
});

describe("files that the host says were dropped", () => {
  it("are attached to the open conversation, portion by portion, as far as they can be read", async () => {
    const host = await opened({ ...able });
    await screen.findByText("Text c");
    host.data.dropped = { "1": new ArrayBuffer(9) };
    act(() => {
      takeDrag({ event: "filesOver", over: true });
    });
    await screen.findByText("Drop to attach to the reply");
    act(() => {
      takeDrag({ event: "filesOver", over: false });
      takeDrag({
        event: "filesDropped",
        files: [
          { file: "1", name: "a.txt", bytes: 9 },
          { file: "2", name: "gone.txt", bytes: 1 },
        ],
        folders: 1,
      });
    });
    expect(screen.queryByText("Drop to attach to the reply")).toBeNull();
    await waitFor(() => {
      expect(host.data.draftFiles[id]).toMatchObject([{ name: "a.txt", bytes: 9 }]);
    });
    await screen.findByText(/gone\.txt was not attached/u);
    screen.getByText("A folder cannot be attached. Its files can.");
  });

  it("are told not to be attached while no conversation is open", () => {
    takeDrag({
      event: "filesDropped",
      files: [{ file: "1", name: "a.txt", bytes: 9 }],
      folders: 0,
    });
    expect(toastTexts()).toEqual([
      "Not attached: no conversation is open here. Open one and drop the file on it.",
    ]);
  });

  it("are told not to be attached where only a template can be sent", async () => {
    const replyWindow = { state: "closed", endedAt: Date.now() - 3_600_000 } as const;
    const host = await opened({ ...able, detail: { ...able.detail, replyWindow } });
    await screen.findByText("Text c");
    const why = "No file can be attached here now: no reply can be written.";
    act(() => {
      takeDrag({ event: "filesOver", over: true });
    });
    screen.getByText(why);
    act(() => {
      takeDrag({ event: "filesOver", over: false });
      takeDrag({
        event: "filesDropped",
        files: [{ file: "1", name: "a.txt", bytes: 9 }],
        folders: 0,
      });
    });
    expect(screen.queryByText(why)).toBeNull();
    expect(toastTexts()).toEqual([why]);
    expect(host.data.draftFiles[id]).toBeUndefined();
  });
});

describe("files dropped on a part of the page that takes none", () => {
  it("do not lead away from the page, and it is said that nothing was attached", () => {
    const end = watchUntaken();
    const dataTransfer = { types: ["Files"] };
    expect(fireEvent.dragOver(document.body, { dataTransfer })).toBe(false);
    expect(fireEvent.drop(document.body, { dataTransfer })).toBe(false);
    expect(toastTexts()).toHaveLength(1);
    expect(fireEvent.drop(document.body, { dataTransfer: { types: ["text/plain"] } })).toBe(true);
    expect(toastTexts()).toHaveLength(1);
    end();
  });
});

describe("a file by its address", () => {
  it("is checked, named after its address, and goes into the draft", async () => {
    const host = await opened();
    await userEvent.click(await screen.findByRole("button", { name: "Attach by link" }));
    const dialog = await screen.findByRole("dialog", { name: "Attach by link" });
    const address = within(dialog).getByRole("textbox", { name: "Address" });
    await userEvent.type(address, "http://files.example.com/a.pdf");
    await userEvent.click(within(dialog).getByRole("button", { name: "Attach" }));
    within(dialog).getByText(/begins with https/u);
    expect(host.inputsOf("attach_link")).toEqual([]);
    await userEvent.clear(address);
    await userEvent.type(address, "https://files.example.com/price%20list.pdf");
    expect(within(dialog).getByRole("textbox", { name: "Name to show" })).toHaveProperty(
      "value",
      "price list.pdf",
    );
    await noAccessibilityFaults();
    await userEvent.click(within(dialog).getByRole("button", { name: "Attach" }));
    expect(host.inputsOf("attach_link")).toEqual([
      {
        conversation: id,
        url: "https://files.example.com/price%20list.pdf",
        name: "price list.pdf",
        kind: null,
        bytes: null,
      },
    ]);
    const chips = await reply();
    within(chips).getByText("price list.pdf");
    within(chips).getByText("Link");
  });

  it("needs its size where the platform does", async () => {
    const sizes = someCapabilities({ linkNeedsSize: true });
    const host = await opened({
      lines: [aLine({ platform: "chatvolt", capabilities: sizes })],
      detail: { row: { ...row, platform: "chatvolt" } },
    });
    await userEvent.click(await screen.findByRole("button", { name: "Attach by link" }));
    const dialog = await screen.findByRole("dialog");
    await userEvent.type(
      within(dialog).getByRole("textbox", { name: "Address" }),
      "https://files.example.com/a.pdf",
    );
    await userEvent.click(within(dialog).getByRole("button", { name: "Attach" }));
    within(dialog).getByText("Chatvolt needs the size, such as 1.5.");
    await userEvent.type(within(dialog).getByRole("textbox", { name: "Size in MB" }), "1.5");
    await userEvent.click(within(dialog).getByRole("button", { name: "Attach" }));
    expect(host.inputsOf("attach_link")[0]?.bytes).toBe(1_572_864);
  });

  it("is understood as it is typed", () => {
    expect(isPublicLink("https://a.example/b.pdf")).toBe(true);
    expect(isPublicLink("https://me:word@a.example/b.pdf")).toBe(false);
    expect(fileNameOf("https://a.example/x/%D9%85%D9%84%D9%81.pdf?s=1")).toBe("ملف.pdf");
    expect(fileNameOf("https://a.example/")).toBeNull();
    expect(bytesOf("١٫٥")).toBe(1_572_864);
    expect(bytesOf("1,5")).toBe(1_572_864);
    expect(bytesOf("much")).toBeNull();
  });
});

describe("a message whose files are on their way", () => {
  const picture = {
    type: "media",
    kind: "document",
    fileName: "film.zip",
    mimeType: "application/zip",
    bytes: 4_000_000,
    duration: null,
    caption: null,
  } as const;
  const sending = message("s", 1, {
    ...ours,
    content: picture,
    delivery: { state: "sending", outbox: "o1", upload: { sent: 1_000_000, total: 4_000_000 } },
  });

  it("shows real bytes as they leave, and can be stopped until all have", async () => {
    const host = await opened({ ...able, items: { [id]: [sending] } });
    await screen.findByText("1 MB of 4 MB sent");
    const bar = screen.getByRole("progressbar", { name: "Sending the file" });
    expect(bar.getAttribute("value")).toBe("1000000");
    await noAccessibilityFaults();
    act(() => {
      const upload = { sent: 3_000_000, total: 4_000_000 };
      takeUpload({ event: "uploadProgress", outbox: "o1", upload });
    });
    screen.getByText("3 MB of 4 MB sent");
    host.answer("discard_send", () => ({ text: "With these words" }));
    await userEvent.click(screen.getByRole("button", { name: "Cancel" }));
    expect(host.inputsOf("discard_send")).toEqual([{ outbox: "o1", intoDraft: true }]);
    expect(await box()).toHaveProperty("value", "With these words");
  });

  it("shows what the item says, not what was heard before, once events were missed", async () => {
    const at = (sent: number) => {
      const upload = { sent, total: 4_000_000 };
      return { ...sending, delivery: { state: "sending", outbox: "o3", upload } as const };
    };
    const host = await opened({ ...able, items: { [id]: [at(1_000_000)] } });
    await screen.findByText("1 MB of 4 MB sent");
    act(() => {
      const upload = { sent: 2_000_000, total: 4_000_000 };
      takeUpload({ event: "uploadProgress", outbox: "o3", upload });
    });
    screen.getByText("2 MB of 4 MB sent");
    host.data.items[id] = [at(4_000_000)];
    act(() => {
      forgetUploads();
      host.changed({ type: "items", conversation: id });
    });
    await screen.findByText("Sending");
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
  });

  it("cannot be stopped once all has left", async () => {
    const out = { sent: 4_000_000, total: 4_000_000 };
    await opened({
      ...able,
      items: { [id]: [{ ...sending, delivery: { state: "sending", outbox: "o2", upload: out } }] },
    });
    await screen.findByText("Sending");
    expect(screen.queryByRole("button", { name: "Cancel" })).toBeNull();
  });

  it.each([
    ["fileTooLarge", "Not sent: the file is larger than Chatwoot takes."],
    ["fileKind", "Not sent: Chatwoot takes no files of this kind."],
    ["fileGone", "Not sent: the file is no longer on this computer. Attach it again."],
  ] as const)("that is stuck as %s says why", async (reason, words) => {
    const stuck = { state: "stuck", outbox: "o1", reason } as const;
    await opened({
      ...able,
      items: { [id]: [{ ...sending, delivery: stuck }] },
    });
    await screen.findByText(words);
    screen.getByRole("button", { name: "Edit" });
    screen.getByRole("button", { name: "Delete" });
  });
});
