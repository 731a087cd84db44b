/** What people call the providers, by the server's names. */
const NAMES: Record<string, string> = {
  local: "Local studio",
  runway: "Runway",
  openai: "OpenAI",
  gemini: "Gemini",
  elevenlabs: "ElevenLabs",
  comfyui: "ComfyUI",
  automatic1111: "AUTOMATIC1111",
};

/** The provider's name on screen; the server's own for one that is not known here. */
export function providerName(id: string): string {
  return NAMES[id] ?? id;
}
