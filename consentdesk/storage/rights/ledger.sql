-- The only way into the ledger, for the owner's program too.

CREATE OR REPLACE FUNCTION @S@.consentdesk_quoted(p_text text) RETURNS text
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
  SELECT pg_catalog.concat(
    '"', pg_catalog.replace(pg_catalog.replace(p_text, '\', '\\'), '"', '\"'), '"'
  )
$$;

-- What kind of act stands at the end of a chain of corrections, of one's own.
CREATE OR REPLACE FUNCTION @S@.consentdesk_corrects(p_institution integer, p_number integer)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_number integer := p_number;
  v_line record;
BEGIN
  IF @S@.consentdesk_role(p_institution) IS NULL THEN
    RETURN NULL;
  END IF;
  LOOP
    SELECT l.kind, (l.body::jsonb ->> 'number')::integer AS corrected INTO v_line
    FROM @S@.ledger l WHERE l.institution = p_institution AND l.number = v_number;
    IF NOT FOUND THEN
      RETURN NULL;
    END IF;
    IF v_line.kind <> 'CORRECTED' THEN
      RETURN v_line.kind;
    END IF;
    IF v_line.corrected >= v_number THEN
      RETURN NULL;
    END IF;
    v_number := v_line.corrected;
  END LOOP;
END $$;

-- The digest of the rules in force: what the last act about them says.
CREATE OR REPLACE FUNCTION @S@.consentdesk_rules(p_institution integer) RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN l.body::jsonb ->> 'values' FROM @S@.ledger l
  WHERE l.institution = p_institution AND l.kind = 'POLICY_SET'
    AND @S@.consentdesk_role(p_institution) IS NOT NULL
  ORDER BY l.number DESC LIMIT 1;
END
$$;

-- Whether rules are those before them as far as an institution sets them itself, but for what lets
-- nothing more through. What its policy file says is each program's own, and counts for nothing here.
-- Asked by whoever may set rules, and of nothing but rules: a text that is none is closed to others,
-- and what the server says of one that it can't read would quote it.
CREATE OR REPLACE FUNCTION @S@.consentdesk_same_rules(
  p_institution integer, p_before text, p_after text
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (@S@.consentdesk_role(p_institution) = ANY ('@rulers@'::text[])) IS NOT TRUE OR EXISTS (
    SELECT FROM unnest(ARRAY[p_before, p_after]) AS asked(digest) WHERE NOT EXISTS (
      SELECT FROM @S@.ledger l WHERE l.institution = p_institution AND l.kind = 'POLICY_SET'
        AND l.body::jsonb ->> 'values' = asked.digest)
  ) THEN
    RETURN false;
  END IF;
  RETURN EXISTS (
    SELECT FROM @S@.text b, @S@.text a
    WHERE b.digest = p_before AND b.institution = p_institution
      AND a.digest = p_after AND a.institution = p_institution
      AND a.text::jsonb -> 'policy' = b.text::jsonb -> 'policy'
      -- But for what photographers' birth dates are worked out with here.
      AND (a.text::jsonb #> '{values,age_limit}', a.text::jsonb #> '{values,timezone}')
        IS NOT DISTINCT FROM
          (b.text::jsonb #> '{values,age_limit}', b.text::jsonb #> '{values,timezone}')
      AND (a.text::jsonb -> 'settings') - '@harmless@'::text[]
        = (b.text::jsonb -> 'settings') - '@harmless@'::text[]
  );
EXCEPTION WHEN data_exception THEN
  RETURN false;
END
$$;

-- Adds acts; all or none. The lines are put in first and looked at then, as they are stored.
CREATE OR REPLACE FUNCTION @S@.consentdesk_append(
  p_institution integer, p_ops text[], p_ats text[], p_clerks integer[], p_kinds text[],
  p_subjects integer[], p_photos integer[], p_serials text[], p_bodies text[], p_binds text[],
  p_digests text[]
) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET jit = off SET plan_cache_mode = force_generic_plan SET enable_seqscan = off
SET enable_hashjoin = off SET enable_mergejoin = off AS $$
DECLARE
  v_role text := @S@.consentdesk_role(p_institution);
  v_owner boolean := @S@.consentdesk_is_owner();
  v_kinds text[];
  v_texts jsonb := '@texts@';
  v_rules text := @S@.consentdesk_rules(p_institution);
  v_uuid text;
  v_count integer := cardinality(p_ops);
  v_head record;
  v_wrong record;
BEGIN
  v_kinds := CASE v_role
@kinds@
  END;
  IF v_kinds IS NULL THEN
    RAISE EXCEPTION 'no seat at this institution' USING ERRCODE = '42501';
  END IF;
  SELECT h.number, h.digest, h.at INTO STRICT v_head
  FROM @S@.head h WHERE h.institution = p_institution FOR UPDATE;
  SELECT i.uuid INTO STRICT v_uuid FROM @S@.institution i WHERE i.id = p_institution;

  INSERT INTO @S@.ledger (institution, number, op, at, clerk, kind, subject, photo, serial, body,
                          binds, previous, digest)
  SELECT p_institution, v_head.number + t.place, t.op, t.at, t.clerk, t.kind, t.subject, t.photo,
         t.serial, t.body, t.binds, COALESCE(lag(t.digest) OVER (ORDER BY t.place), v_head.digest),
         t.digest
  FROM unnest(p_ops, p_ats, p_clerks, p_kinds, p_subjects, p_photos, p_serials, p_bodies, p_binds,
              p_digests)
       WITH ORDINALITY AS t(op, at, clerk, kind, subject, photo, serial, body, binds, digest, place)
  ORDER BY t.place;

  SELECT judged.number, judged.wrong INTO v_wrong FROM (
    SELECT l.number, CASE
      WHEN l.kind <> ALL (v_kinds) THEN 'right'
      WHEN c.id IS NULL OR (NOT v_owner AND c.login <> session_user::text) THEN 'clerk'
      WHEN octet_length(l.op || l.at || COALESCE(l.serial, '') || l.body || COALESCE(l.binds, ''))
             <> length(l.op || l.at || COALESCE(l.serial, '') || l.body || COALESCE(l.binds, ''))
        OR l.op || l.at || COALESCE(l.serial, '') || l.body || COALESCE(l.binds, '') ~ '[[:cntrl:]]'
        THEN 'text'
      WHEN l.digest <> encode(sha256(convert_to(concat(
          '[', @S@.consentdesk_quoted(v_uuid), ',', @S@.consentdesk_quoted(c.digest), ',', l.number,
          ',', @S@.consentdesk_quoted(l.op), ',', @S@.consentdesk_quoted(l.at), ',', l.clerk, ',',
          @S@.consentdesk_quoted(l.kind), ',', COALESCE(l.subject::text, 'null'), ',',
          COALESCE(l.photo::text, 'null'), ',',
          CASE WHEN l.serial IS NULL THEN 'null' ELSE @S@.consentdesk_quoted(l.serial) END, ',',
          @S@.consentdesk_quoted(l.body), ',',
          CASE WHEN l.binds IS NULL THEN 'null' ELSE @S@.consentdesk_quoted(l.binds) END, ',',
          @S@.consentdesk_quoted(l.previous), ']'), 'UTF8')), 'hex') THEN 'digest'
      WHEN l.at !~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}[.][0-9]{6}Z$'
        OR l.at COLLATE "C" < GREATEST(v_head.at COLLATE "C", (lag(l.at) OVER w) COLLATE "C")
        THEN 'order'
      WHEN NOT v_owner AND l.at::timestamptz NOT BETWEEN
          clock_timestamp() - interval '30 minutes' AND clock_timestamp() + interval '5 minutes'
        THEN 'clock'
      WHEN NOT @S@.consentdesk_readable(l.kind, l.body) THEN 'body'
      WHEN l.subject IS DISTINCT FROM (l.body::jsonb ->> 'subject')::integer
        OR l.photo IS DISTINCT FROM (l.body::jsonb ->> 'photo')::integer THEN 'about'
      WHEN l.kind <> 'CORRECTED' AND l.serial IS DISTINCT FROM l.body::jsonb ->> 'serial'
        THEN 'serial'
      WHEN l.kind = 'CORRECTED' AND NOT EXISTS (
          SELECT FROM @S@.ledger o
          WHERE o.institution = p_institution AND o.number = (l.body::jsonb ->> 'number')::integer
            AND o.number < l.number AND o.subject IS NOT DISTINCT FROM l.subject
            AND o.photo IS NOT DISTINCT FROM l.photo AND o.serial IS NOT DISTINCT FROM l.serial
            AND @S@.consentdesk_corrects(p_institution, o.number) = ANY (v_kinds)
            AND @S@.consentdesk_corrects(p_institution, o.number) <> ALL ('@final@'::text[]))
        THEN 'right'
      WHEN l.kind = 'POLICY_SET' AND v_role <> 'head' AND NOT
          @S@.consentdesk_same_rules(p_institution, v_rules, l.body::jsonb ->> 'values')
        THEN 'right'
      WHEN NOT v_owner AND l.kind = 'POLICY_SET' AND (
          SELECT @S@.consentdesk_rules_read(t.text) AND i.policy = l.body::jsonb ->> 'policy'
            AND i.policy = t.text::jsonb ->> 'policy'
          FROM @S@.text t JOIN @S@.institution i ON i.id = t.institution
          WHERE t.digest = l.body::jsonb ->> 'values' AND t.institution = p_institution
        ) IS NOT TRUE
        THEN 'rules'
      WHEN NOT v_owner AND l.subject IS NOT NULL
        AND NOT EXISTS (SELECT FROM @S@.subject s
                        WHERE s.id = l.subject AND s.institution = p_institution)
        AND NOT EXISTS (SELECT FROM @S@.ledger o
                        WHERE o.institution = p_institution AND o.subject = l.subject
                          AND o.number <= v_head.number)
        THEN 'subject'
      WHEN NOT v_owner AND l.photo IS NOT NULL
        AND NOT EXISTS (SELECT FROM @S@.photo f
                        WHERE f.id = l.photo AND f.institution = p_institution)
        AND NOT EXISTS (SELECT FROM @S@.ledger o
                        WHERE o.institution = p_institution AND o.photo = l.photo
                          AND o.number <= v_head.number)
        THEN 'photo'
      -- What an act digests is written with it: no act lays hands on what another one says.
      WHEN NOT v_owner AND EXISTS (
          SELECT FROM jsonb_array_elements_text(v_texts -> l.kind) f
          WHERE l.body::jsonb ->> f IS NOT NULL AND NOT EXISTS (
            SELECT FROM @S@.text t
            WHERE t.digest = l.body::jsonb ->> f AND t.institution = p_institution
              AND t.xmin = pg_current_xact_id()::xid))
        THEN 'said'
      WHEN NOT v_owner AND l.kind = 'GUARDIAN_ADDED' AND NOT EXISTS (
          SELECT FROM @S@.guardian g
          WHERE g.id = (l.body::jsonb ->> 'guardian')::integer
            AND g.institution = p_institution AND g.digest = l.binds)
        THEN 'said'
      WHEN NOT v_owner AND l.kind = 'ENROLLED' AND (
          SELECT @S@.consentdesk_facts_read(t.text) FROM @S@.text t
          WHERE t.digest = l.body::jsonb ->> 'facts' AND t.institution = p_institution
        ) IS NOT TRUE
        THEN 'facts'
      END AS wrong
    FROM @S@.ledger l
    LEFT JOIN @S@.clerk c ON c.id = l.clerk AND c.institution = l.institution
    WHERE l.institution = p_institution AND l.number > v_head.number
    WINDOW w AS (ORDER BY l.number)
  ) AS judged
  WHERE judged.wrong IS NOT NULL ORDER BY judged.number LIMIT 1;
  IF v_wrong.wrong = 'right' THEN
    RAISE EXCEPTION 'act %: not by this seat', v_wrong.number USING ERRCODE = '42501';
  ELSIF v_wrong.wrong = 'clock' THEN
    RAISE EXCEPTION 'act %: clock', v_wrong.number USING ERRCODE = 'CD003';
  ELSIF v_wrong.wrong IN ('subject', 'photo') THEN
    RAISE EXCEPTION 'act %: %', v_wrong.number, v_wrong.wrong
      USING ERRCODE = 'CD004', DETAIL = (v_wrong.number - v_head.number)::text;
  ELSIF v_wrong.wrong IS NOT NULL THEN
    RAISE EXCEPTION 'act %: %', v_wrong.number, v_wrong.wrong USING ERRCODE = 'CD001';
  END IF;

  -- From the line as it is stored: an array may be numbered from anywhere.
  UPDATE @S@.head h SET number = l.number, digest = l.digest, at = l.at
  FROM @S@.ledger l
  WHERE h.institution = p_institution AND l.institution = p_institution
    AND l.number = v_head.number + v_count;
  RETURN v_head.number + v_count;
END $$;

-- The end of a transaction that wrote: every view reads again.
CREATE OR REPLACE FUNCTION @S@.consentdesk_finish(p_institution integer, p_op text) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_revision integer;
BEGIN
  IF @S@.consentdesk_role(p_institution) IS NULL THEN
    RAISE EXCEPTION 'no seat at this institution' USING ERRCODE = '42501';
  END IF;
  IF p_op !~ '^[0-9a-f]{32}$' THEN
    RAISE EXCEPTION 'no mark' USING ERRCODE = 'CD001';
  END IF;
  UPDATE @S@.head h SET revision = h.revision + 1, op = p_op
  WHERE h.institution = p_institution RETURNING h.revision INTO v_revision;
  RETURN v_revision;
END $$;

-- Whether an act of that kind bears that number and says this of itself.
CREATE OR REPLACE FUNCTION @S@.consentdesk_said(
  p_institution integer, p_number integer, p_kind text, p_told jsonb
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN @S@.consentdesk_role(p_institution) IS NOT NULL AND EXISTS (
    SELECT FROM @S@.ledger l
    WHERE l.institution = p_institution AND l.number = p_number AND l.kind = p_kind
      AND l.body::jsonb @> p_told
  );
END
$$;

-- Whether an entry of the journal is what its act digests.
CREATE OR REPLACE FUNCTION @S@.consentdesk_entered(
  p_institution integer, p_number integer, p_told jsonb, p_journal_number text, p_system text,
  p_subject_line text
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN @S@.consentdesk_role(p_institution) IN ('clerk', 'head', 'officer') AND EXISTS (
    SELECT FROM @S@.ledger l
    JOIN @S@.text n ON n.digest = l.body::jsonb ->> 'journal_number' AND n.text = p_journal_number
    JOIN @S@.text s ON s.digest = l.body::jsonb ->> 'system' AND s.text = p_system
    JOIN @S@.text t ON t.digest = l.body::jsonb ->> 'subject_line' AND t.text = p_subject_line
    WHERE l.institution = p_institution AND l.number = p_number AND l.kind = 'JOURNALED'
      AND l.body::jsonb @> p_told
  );
END
$$;

-- Whether somebody was erased: from then on the paper goes too.
CREATE OR REPLACE FUNCTION @S@.consentdesk_erased(p_institution integer, p_subject integer)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN @S@.consentdesk_role(p_institution) IS NOT NULL AND EXISTS (
    SELECT FROM @S@.ledger l
    WHERE l.institution = p_institution AND l.subject = p_subject AND l.kind = 'ERASED'
  );
END
$$;

-- Rows out of the trash under the numbers they had, which nobody can choose otherwise: as they lie
-- there, bound by the act that threw them away, and by whoever may add such rows. What columns that
-- came since hold is `kept_columns` of the program.
CREATE OR REPLACE FUNCTION @S@.consentdesk_put_back(p_institution integer, p_table text, p_rows jsonb)
RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_columns jsonb := '@columns@'::jsonb -> p_table;
  v_row jsonb;
BEGIN
  IF NOT COALESCE(@S@.consentdesk_role(p_institution) = ANY (CASE p_table
    WHEN 'subject' THEN '@keepers@'::text[]
    WHEN 'guardian' THEN '@keepers@'::text[]
    WHEN 'photo' THEN '@namers@'::text[]
  END), false) THEN
    RAISE EXCEPTION 'not by this seat' USING ERRCODE = '42501';
  END IF;
  FOR v_row IN SELECT jsonb_array_elements(p_rows) LOOP
    IF NOT EXISTS (
      SELECT FROM @S@.trash t
      JOIN @S@.ledger l ON l.institution = t.institution AND l.number = t.act
      WHERE t.institution = p_institution AND CASE
        WHEN l.kind <> 'CORRECTED' OR l.subject IS DISTINCT FROM t.subject
          OR l.photo IS DISTINCT FROM t.photo THEN false
        WHEN p_table = 'subject' AND t.subject IS DISTINCT FROM (v_row ->> 'id')::integer
          OR p_table = 'photo' AND t.photo IS DISTINCT FROM (v_row ->> 'id')::integer
          OR p_table = 'guardian' AND (t.subject IS NULL
            OR position(concat('"', v_row ->> 'digest', '"') IN t.kept) = 0) THEN false
        WHEN l.binds IS DISTINCT FROM
          encode(sha256(t.salt || convert_to(t.kept, 'UTF8')), 'hex') THEN false
        ELSE EXISTS (
          SELECT FROM jsonb_array_elements(t.kept::jsonb -> p_table) k
          WHERE v_row = v_columns -> 'since' || jsonb_build_object('institution', p_institution) || (
            SELECT jsonb_object_agg(c.key, CASE
              WHEN v_columns -> 'bytes' ? c.key AND jsonb_typeof(c.value) = 'string'
                THEN to_jsonb(concat('\x', c.value #>> '{}'))
              ELSE c.value END)
            FROM jsonb_each(k.value) c))
        END)
    THEN
      RAISE EXCEPTION 'not in the trash of this institution' USING ERRCODE = '42501';
    END IF;
    CASE p_table
      WHEN 'subject' THEN
        INSERT INTO @S@.subject SELECT * FROM jsonb_populate_record(NULL::@S@.subject, v_row);
      WHEN 'guardian' THEN
        INSERT INTO @S@.guardian SELECT * FROM jsonb_populate_record(NULL::@S@.guardian, v_row);
      WHEN 'photo' THEN
        INSERT INTO @S@.photo SELECT * FROM jsonb_populate_record(NULL::@S@.photo, v_row);
    END CASE;
  END LOOP;
END $$;

-- What an act speaks of is there: an answer, and that it was filed, is of a sheet that was printed, a
-- filing has its entry in the journal, a file that came in the row by which it is known, a release its
-- row, and what was taken down or posted is one, with those copies. Looked at when all of it is written. The owner's program copies what others have
-- written.
CREATE OR REPLACE FUNCTION @S@.consentdesk_has_paper() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_number integer;
BEGIN
  IF @S@.consentdesk_is_owner() THEN
    RETURN NULL;
  END IF;
  SELECT l.number INTO v_number FROM @S@.ledger l
  WHERE l.institution = NEW.institution AND l.number > OLD.number AND l.number <= NEW.number
    AND l.kind IN ('GRANTED', 'REFUSED', 'JOURNALED') AND (
      NOT EXISTS (SELECT FROM @S@.form f WHERE f.institution = l.institution
                  AND f.serial = l.serial AND f.subject = l.subject)
      OR l.kind = 'JOURNALED' AND NOT EXISTS (
        SELECT FROM @S@.journal_entry e WHERE e.institution = l.institution AND e.act = l.number))
  ORDER BY l.number LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'act %: paper', v_number USING ERRCODE = 'CD001';
  END IF;
  -- That the row is what the act says is looked at where it is added. Without it every check of a
  -- picture would find the register damaged.
  SELECT l.number INTO v_number FROM @S@.ledger l
  WHERE l.institution = NEW.institution AND l.number > OLD.number AND l.number <= NEW.number
    AND l.kind IN ('REGISTERED', 'SAME_PICTURE')
    AND NOT EXISTS (SELECT FROM @S@.fingerprint f
                    WHERE f.institution = l.institution AND f.photo = l.photo AND f.act = l.number)
    AND @S@.consentdesk_stands(l.institution, l.number)
  ORDER BY l.number LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'act %: file', v_number USING ERRCODE = 'CD001';
  END IF;
  SELECT l.number INTO v_number FROM @S@.ledger l
  WHERE l.institution = NEW.institution AND l.number > OLD.number AND l.number <= NEW.number
    AND l.kind IN ('RELEASED', 'POSTED', 'TAKEN_DOWN') AND (
      NOT EXISTS (SELECT FROM @S@.release r WHERE r.institution = l.institution
                  AND r.id = (l.body::jsonb ->> 'release')::integer
                  AND (l.kind <> 'RELEASED' OR r.act = l.number))
      OR EXISTS (SELECT FROM jsonb_array_elements(l.body::jsonb -> 'copies') c
                 WHERE NOT EXISTS (SELECT FROM @S@.release_copy p
                                   WHERE p.release = (l.body::jsonb ->> 'release')::integer
                                     AND p.place = c.value::integer)))
  ORDER BY l.number LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'act %: release', v_number USING ERRCODE = 'CD001';
  END IF;
  -- What was taken down by mistake is out again: no copy is left as down, however often that was
  -- corrected back and forth.
  WITH RECURSIVE corrected AS (
    SELECT l.number AS said, (l.body::jsonb ->> 'number')::integer AS target FROM @S@.ledger l
    WHERE l.institution = NEW.institution AND l.number > OLD.number AND l.number <= NEW.number
      AND l.kind = 'CORRECTED' AND l.subject IS NULL AND l.photo IS NULL
    UNION
    SELECT c.said, (l.body::jsonb ->> 'number')::integer FROM corrected c
    JOIN @S@.ledger l ON l.institution = NEW.institution AND l.number = c.target
    WHERE l.kind = 'CORRECTED'
  )
  SELECT c.said INTO v_number FROM corrected c
  JOIN @S@.ledger t ON t.institution = NEW.institution AND t.number = c.target
  JOIN @S@.release_copy p ON p.release = (t.body::jsonb ->> 'release')::integer
  WHERE t.kind = 'TAKEN_DOWN' AND p.taken_down_at IS NOT NULL
    AND p.taken_down_at IS DISTINCT FROM @S@.consentdesk_down_since(p.release, p.place)
  ORDER BY c.said LIMIT 1;
  IF FOUND THEN
    RAISE EXCEPTION 'act %: release', v_number USING ERRCODE = 'CD001';
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER IF EXISTS consentdesk_paper ON @S@.head;
CREATE CONSTRAINT TRIGGER consentdesk_paper AFTER UPDATE ON @S@.head
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW WHEN (NEW.number > OLD.number)
EXECUTE FUNCTION @S@.consentdesk_has_paper();
