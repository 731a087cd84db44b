/** How the app looks and listens in this browser. */

import { setPreference, usePreferences } from "../../ui/preferences.ts";
import { Switch } from "../../ui/switch.tsx";

export function BrowserPreferences() {
  const { highContrast, reducedMotion, letterShortcuts } = usePreferences();
  return (
    <div className="grid divide-y divide-line-subtle">
      <Switch
        label="High contrast"
        note="Black planes, white text, visible edges, a wider focus ring."
        checked={highContrast}
        onChange={(on) => setPreference("highContrast", on)}
      />
      <Switch
        label="Reduced motion"
        note="Everything changes at once, nothing moves. Your system's own wish always counts."
        checked={reducedMotion}
        onChange={(on) => setPreference("reducedMotion", on)}
      />
      <Switch
        label="Single-letter shortcuts"
        note="N for a new conversation, G then F for flows. Press ? for all of them."
        checked={letterShortcuts}
        onChange={(on) => setPreference("letterShortcuts", on)}
      />
    </div>
  );
}
