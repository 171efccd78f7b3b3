-- Who had payloads of the Temporal server read in its own pages, by hour.
CREATE TABLE "PayloadRead" (
    "personId" UUID NOT NULL,
    "hour" TIMESTAMPTZ(3) NOT NULL,
    "calls" INTEGER NOT NULL,
    "payloads" INTEGER NOT NULL,

    CONSTRAINT "PayloadRead_pkey" PRIMARY KEY ("personId","hour")
);
GRANT SELECT, INSERT, UPDATE ON "PayloadRead" TO thong_suot_app;
REVOKE DELETE ON "PayloadRead" FROM thong_suot_app;
