/** The history's search field: searches as one types, a moment after the last key. */
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { TextInput } from "../../ui/text-input.tsx";

/** After the last key; each search is one request. */
const SEARCH_AFTER_MS = 200;

/** `query` is what is searched now, `onQuery` gets what to search next. */
export function HistorySearch({ query, onQuery }: { query: string; onQuery: (query: string) => void }) {
  const [text, setText] = useState(query);
  const latest = useRef(onQuery);
  latest.current = onQuery;
  useEffect(() => setText(query), [query]);
  useEffect(() => {
    if (text.trim() === query) return;
    const timer = setTimeout(() => latest.current(text.trim()), SEARCH_AFTER_MS);
    return () => clearTimeout(timer);
  }, [text, query]);
  return (
    <TextInput
      quiet
      type="search"
      aria-label="Search conversations"
      placeholder="Search conversations"
      icon={<Search aria-hidden="true" size={16} />}
      value={text}
      onChange={(event) => setText(event.target.value)}
    />
  );
}
