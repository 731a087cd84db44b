/** Which picture's details are open, and which fills the screen. */
import { useRef, useState } from "react";

export function usePictureView() {
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const [fullScreenOf, setFullScreenOf] = useState<string | null>(null);
  // Once needed they stay, so that closing can give the focus back.
  const wanted = useRef(false);
  if (detailsOf !== null || fullScreenOf !== null) wanted.current = true;
  const openFullScreen = (generationId: string) => {
    // The first of two clicks may have opened the details; behind a full screen nothing stays open.
    setDetailsOf(null);
    setFullScreenOf(generationId);
  };
  const closeFullScreen = () => setFullScreenOf(null);
  return { detailsOf, setDetailsOf, fullScreenOf, openFullScreen, closeFullScreen, wanted: wanted.current };
}
