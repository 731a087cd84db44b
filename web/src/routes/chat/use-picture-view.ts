/** Which picture's details are open, and which fills the screen. */
import { useRef, useState } from "react";

export function usePictureView() {
  const [detailsOf, setDetailsOf] = useState<string | null>(null);
  const [fullScreenOf, setFullScreenOf] = useState<string | null>(null);
  // Once needed they stay, so that closing can give the focus back.
  const wanted = useRef(false);
  if (detailsOf !== null || fullScreenOf !== null) wanted.current = true;
  return { detailsOf, setDetailsOf, fullScreenOf, setFullScreenOf, wanted: wanted.current };
}
