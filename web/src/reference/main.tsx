/** Starts the API reference page. */
import { applyPreferences } from "../ui/preferences.ts";
import "../ui/base.css";

applyPreferences();
