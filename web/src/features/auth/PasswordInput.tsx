/** A password: hidden, and shown on request. */
import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, useState } from "react";
import { IconButton } from "../../ui/icon-button.tsx";
import { TextInput } from "../../ui/text-input.tsx";

export function PasswordInput(props: ComponentProps<typeof TextInput>) {
  const [shown, setShown] = useState(false);
  const Icon = shown ? EyeOff : Eye;
  return (
    <TextInput
      large
      {...props}
      type={shown ? "text" : "password"}
      spellCheck={false}
      autoCapitalize="none"
      end={
        <IconButton label={shown ? "Hide characters" : "Show characters"} onClick={() => setShown(!shown)}>
          <Icon aria-hidden="true" size={18} />
        </IconButton>
      }
    />
  );
}
