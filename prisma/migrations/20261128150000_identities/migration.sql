-- What people type to name a thing is known by one spelling, or by its parsed parts (domain/identity.ts, domain/invoice.ts). Columns are
-- added, rows of earlier versions read again; their text stays. What cannot be read stays too, is told here, and to supervisors.

ALTER TABLE "ClaimedInvoice"
  ADD COLUMN "seller" TEXT, ADD COLUMN "form" TEXT, ADD COLUMN "mark" TEXT, ADD COLUMN "year" INTEGER, ADD COLUMN "kind" TEXT,
  ADD COLUMN "series" TEXT, ADD COLUMN "serial" INTEGER, ADD COLUMN "date" DATE, ADD COLUMN "gross" BIGINT, ADD COLUMN "doubleOf" UUID;
ALTER TABLE "Contract" ADD COLUMN "numberKey" TEXT;
ALTER TABLE "Agreement" ADD COLUMN "numberKey" TEXT;
ALTER TABLE "Payment" ADD COLUMN "treasuryKey" TEXT;

-- The rules of domain/identity.ts, said once more for what was stored before; a test compares the two.
CREATE FUNCTION migration_typed(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(normalize(translate(regexp_replace(regexp_replace(normalize(given, NFKC),
    '[\u00AD\u034F\u061C\u115F\u1160\u17B4\u17B5\u180B-\u180F\u200B-\u200F\u202A-\u202E\u2060-\u206F\u2800\u3164\uFE00-\uFE0F\uFEFF\uFFA0\uFFF0-\uFFFB]', '', 'g'),
    '[\u2010-\u2015\u2212\u2E3A\u2E3B]', '-', 'g'),
    'АΑВΒСϹЕΕНΗІΙӀЈͿКΚМΜΝОΟРΡЅТΤХΧҮΥΖÐƉавсϲеніјϳкмоοрѕтхχуүðɖ',
    'AABBCCEEHHIIIJJKKMMNOOPPSTTXXYYZĐĐabccehijjkmoopstxxyyđđ'), NFC), '^[\s\u2028\u2029]+|[\s\u2028\u2029]+$', '', 'g') $$;
CREATE FUNCTION migration_compact(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(migration_typed(upper(migration_typed(given))), '[\s\u2028\u2029]', '', 'g') $$;
CREATE FUNCTION migration_reference(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(regexp_replace(regexp_replace(
    upper(translate(regexp_replace(normalize(migration_compact(given), NFD), '[\u0300-\u036F]', '', 'g'), 'đĐ', 'DD')),
    '^[.,:;]+|[.,:;]+$', '', 'g'), '^(SO|NO|N°)[.:]*(?=\d)', ''), '(?<![0-9A-Z])0+(?=\d)', '', 'g') $$;
CREATE FUNCTION migration_product(given text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(regexp_replace(migration_typed(given), '\s+', ' ', 'g'), '^[\s.,:;]+|[\s.,:;]+$', '', 'g') $$;

UPDATE "ClaimedInvoice" SET "seller" = left("sellerTaxCode", 10), "form" = parts[1], "mark" = parts[2], "year" = parts[3]::int,
  "kind" = parts[4], "series" = parts[5], "serial" = digits::int
FROM (SELECT id AS of, regexp_match(migration_compact("symbol"), '^([1-9])?([CK])([0-9]{2})([A-Z])([A-Z]{2})$') AS parts,
  migration_compact("number") AS digits FROM "ClaimedInvoice") read
WHERE read.of = id AND parts IS NOT NULL AND digits ~ '^[0-9]{1,8}$' AND digits::int > 0;

-- Its day, and what its lines ask for.
UPDATE "ClaimedInvoice" claimed SET "date" = said.day, "gross" = said.gross
FROM (SELECT c.id, max(l."invoiceDate") AS day, sum(l."gross") AS gross FROM "ClaimedInvoice" c JOIN "ClaimLine" l ON l."paymentId" = c."paymentId"
  WHERE left(regexp_replace(migration_compact(l."sellerTaxCode"), '[^0-9]', '', 'g'), 10) = left(c."sellerTaxCode", 10)
    AND migration_compact(l."symbol") = migration_compact(c."symbol")
    AND ltrim(migration_compact(l."number"), '0') = ltrim(migration_compact(c."number"), '0') GROUP BY c.id) said
WHERE said.id = claimed.id;

-- One that was claimed twice under two spellings: the later one names the earlier, and no longer keeps the invoice.
UPDATE "ClaimedInvoice" later SET "doubleOf" = (
  SELECT earlier.id FROM "ClaimedInvoice" earlier
  WHERE earlier."live" AND earlier.id < later.id AND earlier."seller" = later."seller" AND earlier."mark" = later."mark"
    AND earlier."year" = later."year" AND earlier."kind" = later."kind" AND earlier."series" = later."series" AND earlier."serial" = later."serial"
  ORDER BY earlier.id LIMIT 1)
WHERE later."live" AND later."serial" IS NOT NULL;

CREATE UNIQUE INDEX "ClaimedInvoice_once_by_parts" ON "ClaimedInvoice" ("seller", "mark", "year", "kind", "series", "serial")
  WHERE "live" AND "doubleOf" IS NULL;
CREATE INDEX "ClaimedInvoice_seller_serial_idx" ON "ClaimedInvoice"("seller", "serial");
CREATE INDEX "ClaimedInvoice_date_gross_idx" ON "ClaimedInvoice"("date", "gross");

UPDATE "Contract" SET "numberKey" = migration_reference("number") WHERE "number" IS NOT NULL;
UPDATE "Agreement" SET "numberKey" = migration_reference("number");
UPDATE "Payment" SET "treasuryKey" = migration_reference("treasury" ->> 'reference') WHERE "treasury" ->> 'reference' IS NOT NULL;
CREATE INDEX "Contract_numberKey_idx" ON "Contract"("numberKey");
CREATE INDEX "Agreement_numberKey_idx" ON "Agreement"("numberKey");
CREATE INDEX "Payment_treasuryKey_idx" ON "Payment"("treasuryKey");

-- Products, one by one: where one dossier names the same product twice under two spellings, the later one keeps its old key.
UPDATE "RoundProduct" product SET "productKey" = migration_product("productKey")
WHERE NOT EXISTS (SELECT FROM "RoundProduct" other WHERE other."applicationId" = product."applicationId" AND other.id <> product.id
  AND migration_product(other."productKey") = migration_product(product."productKey"));
UPDATE "Recognition" product SET "productKey" = migration_product("productKey")
WHERE NOT EXISTS (SELECT FROM "Recognition" other WHERE other."applicationId" = product."applicationId" AND other.id <> product.id
  AND migration_product(other."productKey") = migration_product(product."productKey"));

-- Which decisions a document was signed with.
CREATE INDEX "Event_signed_with" ON "Event" (("instrument" ->> 'documentId')) WHERE "instrument" ->> 'documentId' IS NOT NULL;

-- A bid lies in its own row: the decision that brought it keeps the hash alone.
UPDATE "Decision" SET "body" = '{}' WHERE "action" IN ('bid', 'withdraw-bid') AND "outcome" IS NOT NULL;

DO $$
DECLARE found record;
BEGIN
  FOR found IN SELECT c."sellerTaxCode", c."symbol", c."number", c."doubleOf", a."code" FROM "ClaimedInvoice" c
    JOIN "Payment" p ON p.id = c."paymentId" JOIN "Application" a ON a.id = p."applicationId"
    WHERE c."live" AND (c."serial" IS NULL OR c."doubleOf" IS NOT NULL) ORDER BY a."code"
  LOOP
    RAISE WARNING '%: invoice % % of % %', found."code", found."symbol", found."number", found."sellerTaxCode",
      CASE WHEN found."doubleOf" IS NULL THEN 'cannot be read: compare it by hand' ELSE 'is claimed twice' END;
  END LOOP;
END $$;

DROP FUNCTION migration_product(text), migration_reference(text), migration_compact(text), migration_typed(text);
