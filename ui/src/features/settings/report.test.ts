import { describe, expect, test } from "vitest";
import { aLine, anAgent, anAppInfo, anOutboxEntry, noon } from "../../testing/builders";
import { reportOf } from "./report";

const line = aLine({
  name: "Secret shop name",
  relayUrl: "https://relay.example.com/path",
  relay: { state: "unreachable" },
  me: anAgent({ name: "Sara Al-Otaibi", email: "sara@example.com" }),
  health: { state: "slowed", until: noon },
  history: { done: 3, total: 9 },
});

describe("the report", () => {
  test("holds no names, numbers, addresses or texts", () => {
    const report = reportOf(
      anAppInfo(),
      [line],
      [
        anOutboxEntry({
          contactName: "نورة الحربي",
          action: { type: "send", note: false, text: "On its way", files: [], recorded: false },
        }),
      ],
      noon,
    );
    for (const secret of [
      "Secret shop name",
      "relay.example.com",
      "Sara",
      "sara@example.com",
      "+966",
      "نورة",
      "On its way",
      "Support",
    ])
      expect(report).not.toContain(secret);
  });

  test("holds versions, states and codes", () => {
    const report = reportOf(
      anAppInfo({ keychain: "locked" }),
      [
        line,
        aLine({
          id: "line-2",
          health: { state: "catchingUp", done: 1, total: null },
          lastEventAt: null,
        }),
      ],
      [
        anOutboxEntry({ state: { state: "stuck", reason: "windowClosed" } }),
        anOutboxEntry({ id: "2", state: { state: "stuck", reason: "windowClosed" } }),
      ],
      noon,
    );
    expect(report).toMatchInlineSnapshot(`
      "Switchboard 0.1.0 on linux
      at 2026-11-19T13:45:00.000Z
      keychain locked, notifications available, store sound

      line line-riyadh (hatif)
        health slowed until 2026-11-19T13:45:00.000Z
        relay unreachable, live connection none
        notices none
        last event 2026-11-19T13:44:58.000Z
        history 3 of 9
        to send 0; outbox send stuck:windowClosed 2
        channels whatsAppAndPhone; me chosen
        can sendText=available sendTemplate=available listTemplates=notByPlatform sendFile=notByPlatform attachLink=available notes=notByPlatform mentions=notByPlatform emailCopies=notByPlatform quote=notByPlatform assignPerson=available assignAi=available assignTeam=notByPlatform setStatus=notByPlatform reopen=notByPlatform snooze=notByPlatform setPriority=notByPlatform setAi=notByPlatform takeOverFirst=false approve=notByPlatform resolveAttention=notByPlatform setProperties=notByPlatform propertyNameLimit=0 propertyValueLimit=0 mute=notByPlatform setTags=available createTags=available playVisitor=notByPlatform webhooks=byHand peopleById=false dashboard=null savedReplies=notByPlatform macros=notByPlatform aiTasks=notByPlatform findAnswers=notByPlatform endAiPause=notByPlatform wantsTemplateNumber=false readReceipts=true textLimit=4096 noteLimit=4096 fileBytes=0 filesAtOnce=10 noteFiles=false noteTerms=false linkNeedsSize=false buttons=0 begin=available deleteMessage=notByPlatform retryMessage=notByPlatform translate=notByPlatform changeNote=notByPlatform deleteNote=notByPlatform participants=notByPlatform transcript=notByPlatform record=notByPlatform outcome=notByPlatform scenarios=notByPlatform availability=notByPlatform tellsWriting=false

      line line-2 (hatif)
        health catchingUp 1 of unknown
        relay connected, live connection none
        notices none
        last event never
        history complete
        to send 0; outbox empty
        channels whatsAppAndPhone; me chosen
        can sendText=available sendTemplate=available listTemplates=notByPlatform sendFile=notByPlatform attachLink=available notes=notByPlatform mentions=notByPlatform emailCopies=notByPlatform quote=notByPlatform assignPerson=available assignAi=available assignTeam=notByPlatform setStatus=notByPlatform reopen=notByPlatform snooze=notByPlatform setPriority=notByPlatform setAi=notByPlatform takeOverFirst=false approve=notByPlatform resolveAttention=notByPlatform setProperties=notByPlatform propertyNameLimit=0 propertyValueLimit=0 mute=notByPlatform setTags=available createTags=available playVisitor=notByPlatform webhooks=byHand peopleById=false dashboard=null savedReplies=notByPlatform macros=notByPlatform aiTasks=notByPlatform findAnswers=notByPlatform endAiPause=notByPlatform wantsTemplateNumber=false readReceipts=true textLimit=4096 noteLimit=4096 fileBytes=0 filesAtOnce=10 noteFiles=false noteTerms=false linkNeedsSize=false buttons=0 begin=available deleteMessage=notByPlatform retryMessage=notByPlatform translate=notByPlatform changeNote=notByPlatform deleteNote=notByPlatform participants=notByPlatform transcript=notByPlatform record=notByPlatform outcome=notByPlatform scenarios=notByPlatform availability=notByPlatform tellsWriting=false"
    `);
  });
});
