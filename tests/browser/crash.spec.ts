// The host dies without warning, again and again, while people write to each other. Nothing typed is
// lost, nothing is sent twice, nothing received is missing or there twice.
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { startDesktop } from "../support/desktop.mjs";
import {
  box,
  connect,
  Desk,
  expect,
  message,
  newCustomer,
  openConversation,
  status,
  test,
  timesSent,
  writes,
} from "./fixtures.ts";

const seed = Number(process.env["CRASH_SEED"] ?? 20_261_121);
const kills = 8;
/** Answers in each life. */
const turns = 4;

/** The same chances each time: a small generator by Tommy Ettinger (mulberry32). */
function dice(state: number): () => number {
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface OutboxEntry {
  conversation: string;
  createdAt: number;
  action: { type: string; text?: string };
  state: { state: string };
}

interface Item {
  direction: string;
  content: { type: string; text?: string };
}

test("killed at random points, the desk loses nothing and doubles nothing", async ({
  page,
  world,
}) => {
  test.skip(process.platform !== "linux", "elsewhere the keychain would be the person's own");
  // Nine starts, each slow on a busy machine.
  test.setTimeout(240_000);
  const random = dice(seed);
  const desktop = await startDesktop({ notifications: false });
  const data = await mkdtemp(join(tmpdir(), "switchboard-desk-"));
  const desk = new Desk(data, desktop.env);
  try {
    await world.hatif.control("rate-limit", { perMinute: null });
    // Wide enough that kills fall before, between and after what the platform does and answers.
    await world.hatif.control("faults", {
      latencyMs: 60,
      sendAnswerDelayMs: 250,
    });
    const customers = [
      await newCustomer(world, "Amal Haddad", "Good morning"),
      await newCustomer(world, "Bruno Tavares", "Bom dia"),
      await newCustomer(world, "Carla Moniz", "Boa tarde"),
    ];
    await desk.start();
    await connect(desk, world);
    const typed: string[] = [];
    for (let life = 0; life <= kills; life += 1) {
      if (life > 0) await desk.start();
      await desk.open(page);
      const customer = customers[life % customers.length]!;
      await openConversation(page, customer);
      if (life === kills) break;
      // A draft that a dead host had kept is here again. Sent with what comes now, it would be one message of both.
      await expect(box(page, customer), `seed ${seed}`).toHaveValue(/^(Answer \d\.\d\s*)*$/u);
      await box(page, customer).fill("");
      // By turns and not by the clock alone, so that on a slow machine as much is taken before.
      const last = 1 + (life % (turns - 1));
      let dies = Promise.resolve();
      for (let turn = 0; turn < turns; turn += 1) {
        if (turn === last) {
          dies = new Promise<void>((resolve, reject) => {
            setTimeout(() => desk.stop("SIGKILL").then(resolve, reject), 100 + random() * 600);
          });
        }
        const text = `Answer ${life}.${turn}`;
        // Behind whatever the dead host did not take, as a hand would.
        await box(page, customer).focus();
        await page.keyboard.insertText(text);
        await page.keyboard.press("Control+Enter");
        typed.push(text);
        await writes(
          world,
          customers[(life + turn) % customers.length]!,
          `Question ${life}.${turn}`,
        );
      }
      await dies;
      // What the dead host did not take is back in the box. A person sends it again; here it is let go of.
      for (let turn = 0; turn < turns; turn += 1) {
        const text = `Answer ${life}.${turn}`;
        await expect
          .poll(async () => {
            const taken = await message(page, text).count();
            const back = (await box(page, customer).inputValue()).includes(text);
            return taken > 0 || back;
          }, `${text} is to be seen somewhere (seed ${seed})`)
          .toBe(true);
        // A kill in the middle of a commit can leave both: shown for a moment, yet never taken.
        const back = (await box(page, customer).inputValue()).includes(text);
        if (back || (await message(page, text).count()) === 0) typed.splice(typed.indexOf(text), 1);
      }
      await writes(world, customer, `Meanwhile ${life}`);
    }

    await expect(status(page)).toHaveText(/^(Live|Sending \d+…)$/);
    const outbox = async () =>
      (await desk.call<OutboxEntry[]>("list_outbox")).toSorted((a, b) => a.createdAt - b.createdAt);
    // Words whose outcome nobody knows are looked for up to a minute; what was written after them waits.
    await expect
      .poll(async () => {
        const heads = new Map<string, string>();
        for (const { conversation, state } of (await outbox()).reverse()) {
          heads.set(conversation, state.state);
        }
        return [...heads.values()].filter((state) => !["checking", "stuck"].includes(state));
      }, "all that can be sent is sent")
      .toEqual([]);
    const undecided = (await outbox()).map(({ action }) => action.text);
    expect(typed.length, "most of what was typed was taken").toBeGreaterThan(kills);
    for (const text of typed) {
      const count = await timesSent(world, text);
      expect(count, `${text} is not sent twice (seed ${seed})`).toBeLessThanOrEqual(1);
      expect(count === 1 || undecided.includes(text), `${text} is not lost (seed ${seed})`).toBe(
        true,
      );
    }
    const sends: { text: string; accepted: boolean }[] = await world.hatif.truth("sends");
    const executed = sends.filter(({ accepted }) => accepted).map(({ text }) => text);
    expect(executed.toSorted(), "nothing at all was sent twice").toEqual(
      [...new Set(executed)].toSorted(),
    );

    const answers: string[] = [];
    for (const customer of customers) {
      const events: { direction: string; body: string | null }[] = await world.hatif.truth(
        `timeline/${customer.conversation}`,
      );
      const said = events.flatMap(({ direction, body }) =>
        direction === "inbound" && body !== null ? [body] : [],
      );
      const found = await desk.call<{ id: string }[]>("find_conversations", {
        text: customer.name,
        limit: 1,
      });
      const shown = async (wanted: string) => {
        const { items } = await desk.call<{ items: Item[] }>("list_items", {
          conversation: found[0]!.id,
          anchor: { at: "newest" },
          limit: 200,
        });
        return items.flatMap(({ direction, content }) =>
          direction === wanted && content.type === "text" ? [content.text ?? ""] : [],
        );
      };
      await expect
        .poll(
          () => shown("inbound"),
          `what ${customer.name} wrote is there once, in order (seed ${seed})`,
        )
        .toEqual(said);
      const ours = await shown("outbound");
      expect(ours, `no answer is shown twice (seed ${seed})`).toEqual([...new Set(ours)]);
      answers.push(...ours);
    }
    expect(answers, `every answer is shown (seed ${seed})`).toEqual(expect.arrayContaining(typed));
  } finally {
    await desk.stop("SIGKILL");
    await desktop.stop();
    await rm(data, { recursive: true, force: true });
  }
});
