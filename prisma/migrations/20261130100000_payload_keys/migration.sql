-- By which keys payloads were ever encrypted: a process that lacks one does not start, and a new one does not come first at once.
CREATE TABLE "PayloadKey" (
    "id" TEXT NOT NULL,
    "fingerprint" TEXT NOT NULL,
    "addedAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
    "firstAt" TIMESTAMPTZ(3),
    "retiredAt" TIMESTAMPTZ(3),

    CONSTRAINT "PayloadKey_pkey" PRIMARY KEY ("id")
);
GRANT SELECT, INSERT, UPDATE ON "PayloadKey" TO thong_suot_app;
REVOKE DELETE ON "PayloadKey" FROM thong_suot_app;
