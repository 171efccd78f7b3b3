-- CreateTable
CREATE TABLE "Installation" (
    "only" INTEGER NOT NULL DEFAULT 1,
    "id" TEXT NOT NULL,
    "database" TEXT NOT NULL,
    "createdAt" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,

    CONSTRAINT "Installation_pkey" PRIMARY KEY ("only")
);

-- One database is one installation.
ALTER TABLE "Installation" ADD CONSTRAINT "Installation_only" CHECK ("only" = 1);

GRANT SELECT, INSERT, UPDATE, DELETE ON "Installation" TO thong_suot_app;
