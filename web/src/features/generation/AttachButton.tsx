/** The way to files: the system's own chooser, on phones also the camera. */
import { Camera, Paperclip } from "lucide-react";
import { useRef } from "react";
import { classNames } from "../../ui/class-names.ts";
import { OptionButton } from "./OptionButton.tsx";

const KINDS = "image/png,image/jpeg,image/webp,image/gif,audio/*,video/mp4,video/webm,video/quicktime";

type AttachButtonProps = {
  onFiles: (files: File[]) => void;
  /** In a thread, until the composer is used, there is room for one button. */
  short?: boolean;
};

export function AttachButton({ onFiles, short }: AttachButtonProps) {
  const [files, camera] = [useRef<HTMLInputElement>(null), useRef<HTMLInputElement>(null)];
  const take = ({ currentTarget }: React.ChangeEvent<HTMLInputElement>) => {
    onFiles([...(currentTarget.files ?? [])]);
    // The same file may be chosen again after it was taken away.
    currentTarget.value = "";
  };
  const hidden = { type: "file", hidden: true, tabIndex: -1, "aria-hidden": true, onChange: take } as const;
  return (
    <>
      <OptionButton label="Attach files" onClick={() => files.current?.click()}>
        <Paperclip aria-hidden="true" size={16} />
      </OptionButton>
      <span className={classNames("hidden", !short && "max-sm:pointer-coarse:contents")}>
        <OptionButton label="Take a photo" onClick={() => camera.current?.click()}>
          <Camera aria-hidden="true" size={16} />
        </OptionButton>
      </span>
      <input ref={files} {...hidden} multiple accept={KINDS} data-attach="files" />
      <input ref={camera} {...hidden} accept="image/*" capture="environment" data-attach="camera" />
    </>
  );
}
