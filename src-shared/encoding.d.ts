/** UTF-8 both ways (WHATWG Encoding): every runtime of ours has it as a global, though the language's own library does not. */
declare class TextDecoder {
  constructor(label: 'utf-8', options: { readonly fatal: boolean });
  decode(bytes: Uint8Array): string;
}
declare class TextEncoder {
  encode(text: string): Uint8Array;
}
