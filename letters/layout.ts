/** Lays a letter out: one sheet for each language, as plain text and as HTML. Everything that goes into HTML is escaped. */
import { htmlEscape } from 'escape-goat';
import type { Bilingual } from '../domain/fault.ts';
import type { Block } from './content.ts';

type Language = keyof Bilingual;

/** A whole letter in both languages. */
export type Sheet = {
  letterhead: Bilingual;
  /** That this is an example, or under a plan that is only assumed, where it is. */
  banner: Bilingual | null;
  date: Bilingual;
  title: Bilingual;
  salutation: Bilingual;
  blocks: readonly Block[];
  link: { label: Bilingual; url: string };
  signature: Bilingual;
  footer: Bilingual;
};

const LANGUAGES = ['vi', 'en'] as const;

/** The letter as plain text, Vietnamese first. */
export const asText = (sheet: Sheet): string =>
  `${LANGUAGES.map((language) => sheetText(sheet, language)).join(`\n\n${'-'.repeat(72)}\n\n`)}\n`;

/** The letter as an HTML document, Vietnamese first. */
export function asHtml(sheet: Sheet): string {
  const body = LANGUAGES.map((language) => sheetHtml(sheet, language)).join('\n<hr>\n');
  return [
    '<!doctype html>',
    '<html lang="vi"><head><meta charset="utf-8">',
    htmlEscape`<title>${sheet.title.vi} · ${sheet.title.en}</title>`,
    '</head>',
    '<body style="max-width:42em;margin:1em auto;padding:0 1em;font-family:\'Times New Roman\',serif;font-size:16px;line-height:1.4;color:#000;background:#fff">',
    body,
    '</body></html>',
    '',
  ].join('\n');
}

function sheetText(sheet: Sheet, language: Language): string {
  const { banner, link } = sheet;
  return [
    sheet.letterhead[language].toLocaleUpperCase(language),
    ...(banner ? [`*** ${banner[language]} ***`] : []),
    sheet.date[language],
    sheet.title[language].toLocaleUpperCase(language),
    sheet.salutation[language],
    ...sheet.blocks.map((block) => blockText(block, language)),
    `${link.label[language]}: ${link.url}`,
    sheet.signature[language],
    ...(banner ? [`*** ${banner[language]} ***`] : []),
    sheet.footer[language],
  ].join('\n\n');
}

function blockText(block: Block, language: Language): string {
  switch (block.kind) {
    case 'paragraph':
      return block.text[language];
    case 'rows':
      return block.rows.map(([label, value]) => `${label[language]}: ${value[language]}`).join('\n');
    case 'list':
      return block.items.map((item) => `  - ${item[language]}`).join('\n');
  }
}

function sheetHtml(sheet: Sheet, language: Language): string {
  const { banner, link } = sheet;
  const marked = banner
    ? [
        htmlEscape`<p style="border:2px solid #000;padding:.4em;text-align:center"><strong>${banner[language]}</strong></p>`,
      ]
    : [];
  return [
    `<section lang="${language}">`,
    htmlEscape`<p><strong>${sheet.letterhead[language].toLocaleUpperCase(language)}</strong></p>`,
    ...marked,
    htmlEscape`<p style="text-align:right"><em>${sheet.date[language]}</em></p>`,
    htmlEscape`<h1 style="font-size:1.25em;text-align:center">${sheet.title[language].toLocaleUpperCase(language)}</h1>`,
    htmlEscape`<p>${sheet.salutation[language]}</p>`,
    ...sheet.blocks.map((block) => blockHtml(block, language)),
    htmlEscape`<p>${link.label[language]}: <a href="${link.url}">${link.url}</a></p>`,
    htmlEscape`<p><strong>${sheet.signature[language]}</strong></p>`,
    ...marked,
    htmlEscape`<p style="font-size:.85em">${sheet.footer[language]}</p>`,
    '</section>',
  ].join('\n');
}

function blockHtml(block: Block, language: Language): string {
  switch (block.kind) {
    case 'paragraph':
      return `<p>${broken(block.text[language])}</p>`;
    case 'rows':
      return [
        '<table style="border-collapse:collapse">',
        ...block.rows.map(
          ([label, value]) =>
            `<tr><th scope="row" style="text-align:left;vertical-align:top;padding:.2em 1em .2em 0;font-weight:normal">${htmlEscape(label[language])}</th>` +
            `<td style="vertical-align:top;padding:.2em 0"><strong>${broken(value[language])}</strong></td></tr>`,
        ),
        '</table>',
      ].join('\n');
    case 'list':
      return ['<ul>', ...block.items.map((item) => `<li>${broken(item[language])}</li>`), '</ul>'].join('\n');
  }
}

/** Escaped, with the writer's line breaks. */
const broken = (text: string): string => htmlEscape(text).replaceAll('\n', '<br>');
