import { describe, expect, test } from "vitest";
import type { CapabilitiesDto } from "../ipc/bindings.gen";
import { someCapabilities } from "../testing/builders";
import { abilitiesOf } from "./lineWords";

function files(capabilities: Partial<CapabilitiesDto>) {
  const rows = abilitiesOf({
    platform: "hatif",
    capabilities: someCapabilities(capabilities),
    channels: [],
    conversations: null,
    agents: [],
  });
  return rows.find(({ id }) => id === "files");
}

describe("what a line can do with files", () => {
  test.each([
    [
      { sendFile: "notByPlatform", attachLink: "available" },
      "partly",
      "received and opened; sent as a public link",
    ],
    [{ sendFile: "available", attachLink: "notByPlatform" }, "has", "received, opened and sent"],
    [
      { sendFile: "notByPlatform", attachLink: "notByPlatform" },
      "partly",
      "received and opened; sent from Hatif",
    ],
    [
      { sendFile: "notByKey", attachLink: "notByPlatform" },
      "partly",
      "This key may not. Ask the owner of the Hatif account for the right.",
    ],
  ] as const)("%o is said as it is", (capabilities, level, words) => {
    expect(files(capabilities)).toMatchObject({ level, words });
  });
});
