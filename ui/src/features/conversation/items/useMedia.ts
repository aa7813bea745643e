/** The file of an item as an address the page can show; let go of when its row leaves. */
import { useCallback, useEffect, useState } from "react";
import { fetchMedia } from "../../../ipc/transport";

/** How far a file has come. */
export type MediaFile =
  | { readonly state: "idle" | "loading" | "failed" }
  | { readonly state: "ready"; readonly url: string; readonly blob: Blob };

/** Fetches the file when `isWanted`; `retry` tries again after a failure. */
export function useMedia(item: string, isWanted: boolean): { file: MediaFile; retry: () => void } {
  const [file, setFile] = useState<MediaFile>({ state: "idle" });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    let url: string | undefined;
    fetchMedia(item).then(
      (blob) => {
        if (isGone) return;
        url = URL.createObjectURL(blob);
        setFile({ state: "ready", url, blob });
      },
      () => {
        if (!isGone) setFile({ state: "failed" });
      },
    );
    return () => {
      isGone = true;
      if (url !== undefined) URL.revokeObjectURL(url);
      setFile({ state: "idle" });
    };
  }, [item, isWanted, attempt]);

  const retry = useCallback(() => {
    setAttempt((last) => last + 1);
  }, []);
  return {
    file: isWanted && file.state === "idle" ? { state: "loading" } : file,
    retry,
  };
}
