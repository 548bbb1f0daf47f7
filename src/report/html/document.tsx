import type { ComponentChildren } from "preact";
import { sha256Base64 } from "../../core/files.ts";

/**
 * A whole page around its content. The policy allows what stands in it and nothing else: one style and one script, by
 * their hashes, and images within the page; no request, no HTML made by the script.
 */
export function Document({
  title,
  style,
  script,
  children,
}: {
  readonly title: string;
  readonly style: string;
  readonly script: string;
  readonly children: ComponentChildren;
}) {
  const policy = [
    "default-src 'none'",
    `script-src 'sha256-${sha256Base64(script)}'`,
    `style-src 'sha256-${sha256Base64(style)}'`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ];
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content={policy.join("; ")} />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>{title}</title>
        <style dangerouslySetInnerHTML={{ __html: style }} />
      </head>
      <body>
        {children}
        <script dangerouslySetInnerHTML={{ __html: script }} />
      </body>
    </html>
  );
}
