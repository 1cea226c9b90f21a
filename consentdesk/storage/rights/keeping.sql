-- What is written goes, or is written over, only by an act that says so, in the same transaction:
-- bare SQL takes nothing away that the ledger doesn't tell of. The owner's program restores and
-- upgrades, and is not asked. Acts of this transaction are told by the mark that the server puts on
-- every row; nobody sets that.

-- Whether an act of one of these kinds was just written about that subject, or else that photo. All
-- acts about it are counted, here and below: looking for the first, the server may take a longer way.
CREATE OR REPLACE FUNCTION @S@.consentdesk_tells(
  p_institution integer, p_subject integer, p_photo integer, p_kinds text[]
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_told boolean;
BEGIN
  IF p_photo IS NULL THEN
    SELECT bool_or(l.kind = ANY (p_kinds) AND l.xmin = pg_current_xact_id()::xid) INTO v_told
    FROM @S@.ledger l WHERE l.institution = p_institution AND l.subject = p_subject;
  ELSE
    SELECT bool_or(l.kind = ANY (p_kinds) AND l.xmin = pg_current_xact_id()::xid) INTO v_told
    FROM @S@.ledger l WHERE l.institution = p_institution AND l.photo = p_photo;
  END IF;
  RETURN COALESCE(v_told, false);
END $$;

-- Whether somebody was just erased, or undone before anything but enrolling had happened.
CREATE OR REPLACE FUNCTION @S@.consentdesk_gone(p_institution integer, p_subject integer)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_fresh boolean;
  v_erased boolean;
  v_undone integer[];
BEGIN
  SELECT bool_and(l.kind = ANY ('@enrolling@'::text[])),
         bool_or(l.kind = 'ERASED' AND l.xmin = pg_current_xact_id()::xid),
         array_agg((l.body::jsonb ->> 'number')::integer) FILTER (
           WHERE l.kind = 'CORRECTED' AND l.xmin = pg_current_xact_id()::xid)
  INTO v_fresh, v_erased, v_undone
  FROM @S@.ledger l WHERE l.institution = p_institution AND l.subject = p_subject;
  RETURN COALESCE(v_erased, false) OR COALESCE(v_fresh, false) AND EXISTS (
    SELECT FROM @S@.ledger l WHERE l.institution = p_institution AND l.number = ANY (v_undone)
      AND l.kind = 'ENROLLED');
END $$;

-- Texts, and the names of guardians, which a text holds as well. A statement at a time: whoever takes
-- back a list takes back thousands.
CREATE OR REPLACE FUNCTION @S@.consentdesk_keeps() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_here integer;
  v_since integer;
  v_undone integer[];
  v_erased integer[];
  v_said text[];
BEGIN
  IF @S@.consentdesk_is_owner() THEN
    RETURN NULL;
  END IF;
  FOR v_here IN SELECT DISTINCT r.institution FROM removed r LOOP
    v_since := COALESCE((
      SELECT l.number FROM @S@.ledger l
      WHERE l.institution = v_here AND l.xmin <> pg_current_xact_id()::xid
      ORDER BY l.number DESC LIMIT 1), 0);
    SELECT array_agg(DISTINCT l.subject) FILTER (WHERE l.kind = 'CORRECTED'),
           array_agg(DISTINCT l.subject) FILTER (WHERE l.kind = 'ERASED')
    INTO v_undone, v_erased
    FROM @S@.ledger l
    WHERE l.institution = v_here AND l.number > v_since AND l.subject IS NOT NULL;
    v_said := NULL;
    IF v_erased IS NOT NULL THEN
      -- All that was said of who is erased, and in words of one's own of others, who may be named.
      v_said := ARRAY(
        SELECT found.digest[1] FROM @S@.ledger l,
          regexp_matches(concat_ws(' ', l.body, l.binds), '[0-9a-f]{64}', 'g') AS found(digest)
        WHERE l.institution = v_here
          AND (l.subject = ANY (v_erased) OR l.kind = ANY ('@spoken@'::text[])));
    END IF;
    IF EXISTS (
      WITH said AS MATERIALIZED (
        SELECT l.subject, l.kind, l.number,
               CASE l.kind WHEN 'ENROLLED' THEN l.body::jsonb ->> 'facts' ELSE l.binds END AS digest
        FROM unnest(v_undone) AS undone(subject)
        JOIN @S@.ledger l ON l.institution = v_here AND l.subject = undone.subject
        WHERE l.kind IN ('ENROLLED', 'GUARDIAN_ADDED')
      ), asked AS MATERIALIZED (
        SELECT s.* FROM said s JOIN removed r ON r.digest = s.digest
      ), undone AS MATERIALIZED (
        SELECT a.digest FROM asked a
        WHERE @S@.consentdesk_gone(v_here, a.subject) OR a.kind = 'GUARDIAN_ADDED' AND EXISTS (
          SELECT FROM @S@.ledger c
          WHERE c.institution = v_here AND c.subject = a.subject AND c.kind = 'CORRECTED'
            AND c.number > v_since AND (c.body::jsonb ->> 'number')::integer = a.number)
      )
      SELECT FROM removed r
      WHERE r.institution = v_here AND r.digest <> ALL (COALESCE(v_said, '{}'))
        AND r.digest NOT IN (SELECT u.digest FROM undone u WHERE u.digest IS NOT NULL)
    ) OR TG_TABLE_NAME = 'text' AND EXISTS (
      SELECT FROM removed r JOIN @S@.guardian g ON g.digest = r.digest AND g.institution = v_here
    ) THEN
      RAISE EXCEPTION '%: no act says so', TG_TABLE_NAME USING ERRCODE = 'CD005';
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Rows of people, paper and pictures: looked at when all of it is written.
CREATE OR REPLACE FUNCTION @S@.consentdesk_follows() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_told boolean := false;
  v_link text;
  v_down text;
BEGIN
  IF TG_TABLE_NAME = 'subject' THEN
    IF TG_OP = 'DELETE' THEN
      v_told := @S@.consentdesk_gone(OLD.institution, OLD.id);
    ELSE
      v_told := @S@.consentdesk_tells(OLD.institution, OLD.id, NULL, '{ENROLLED}');
    END IF;
  ELSIF TG_TABLE_NAME = 'guardianship' THEN
    v_told := @S@.consentdesk_tells(
      OLD.institution, OLD.subject, NULL, '{GUARDIAN_ADDED,CORRECTED,ERASED}');
  ELSIF TG_TABLE_NAME = 'form' THEN
    IF TG_OP = 'DELETE' THEN
      v_told := @S@.consentdesk_tells(OLD.institution, OLD.subject, NULL, '{ERASED}');
    ELSE
      v_told := (NEW.subject IS NOT DISTINCT FROM OLD.subject OR OLD.subject IS NULL
          AND @S@.consentdesk_tells(NEW.institution, NEW.subject, NULL, '{ASKED}'))
        AND @S@.consentdesk_form_is(OLD.id);
    END IF;
  ELSIF TG_TABLE_NAME = 'journal_entry' THEN
    v_told := @S@.consentdesk_tells(OLD.institution, OLD.subject, NULL, '{ERASED}');
  ELSIF TG_TABLE_NAME = 'photo' THEN
    IF TG_OP = 'DELETE' THEN
      v_told := @S@.consentdesk_tells(OLD.institution, NULL, OLD.id, '{CORRECTED}')
        AND (SELECT bool_and(l.kind = ANY ('@taken_in@'::text[])) FROM @S@.ledger l
             WHERE l.institution = OLD.institution AND l.photo = OLD.id)
        -- Taken in anew it would know nothing of whoever was erased from it (R28). What left of it
        -- points to it, and keeps it here by that.
        AND NOT EXISTS (
          SELECT FROM @S@.ledger e WHERE e.institution = OLD.institution AND e.kind = 'ERASED'
            AND e.body::jsonb -> 'photos' @> to_jsonb(OLD.id));
    ELSE
      v_told := @S@.consentdesk_tells(OLD.institution, NULL, OLD.id, '{DESCRIBED}');
    END IF;
  ELSIF TG_TABLE_NAME = 'fingerprint' THEN
    -- A file goes with its own act, or with the photo it is of: a smaller copy would be another picture
    -- afterwards, of which anything could be said.
    v_told := EXISTS (
      SELECT FROM @S@.ledger c JOIN @S@.ledger l
        ON l.institution = c.institution AND l.number = (c.body::jsonb ->> 'number')::integer
      WHERE c.institution = OLD.institution AND c.photo = OLD.photo AND c.kind = 'CORRECTED'
        AND c.xmin = pg_current_xact_id()::xid
        AND (l.number = OLD.act AND l.kind = 'SAME_PICTURE'
             OR l.kind = 'REGISTERED' AND l.photo = OLD.photo
             AND NOT EXISTS (SELECT FROM @S@.photo p WHERE p.id = OLD.photo)));
  ELSIF TG_TABLE_NAME = 'depiction' THEN
    -- A correction alone takes nobody off a photo that stays.
    v_told := @S@.consentdesk_tells(OLD.institution, NULL, OLD.photo, '{DESCRIBED}')
      OR NOT EXISTS (SELECT FROM @S@.photo p WHERE p.id = OLD.photo);
  ELSIF TG_TABLE_NAME IN ('look', 'grey') THEN
    -- They go with the file they are of.
    v_told := NOT EXISTS (SELECT FROM @S@.fingerprint f WHERE f.id = OLD.fingerprint);
  ELSIF TG_TABLE_NAME = 'release' THEN
    -- Where it was posted, as was just said; and down it is when all its copies are.
    SELECT r.link, r.taken_down_at INTO v_link, v_down FROM @S@.release r WHERE r.id = OLD.id;
    v_told := (v_link = OLD.link OR @S@.consentdesk_posted(OLD.institution, OLD.id, v_link))
      AND v_down IS NOT DISTINCT FROM (
        SELECT CASE WHEN bool_and(c.taken_down_at IS NOT NULL)
               THEN max(c.taken_down_at COLLATE "C") END
        FROM @S@.release_copy c WHERE c.release = OLD.id);
  ELSIF TG_TABLE_NAME = 'release_copy' THEN
    -- Down since the first act that says so and stands.
    v_told := (
      SELECT c.taken_down_at IS NOT DISTINCT FROM
        @S@.consentdesk_down_since(c.release, c.place)
      FROM @S@.release_copy c WHERE c.release = OLD.release AND c.place = OLD.place);
  ELSIF TG_TABLE_NAME = 'seat' THEN
    v_told := EXISTS (
      SELECT FROM @S@.ledger l
      JOIN @S@.text t ON t.digest = l.body::jsonb ->> 'login' AND t.institution = l.institution
      WHERE l.institution = OLD.institution AND l.kind = 'SEAT_SET'
        AND l.xmin = pg_current_xact_id()::xid AND t.text = OLD.login
        AND l.body::jsonb ->> 'role' IS NULL);
  ELSIF TG_TABLE_NAME = 'institution' THEN
    v_told := EXISTS (
      SELECT FROM @S@.ledger l
      WHERE l.institution = OLD.id AND l.kind IN ('POLICY_SET', 'CONTROLLER_SET')
        AND l.xmin = pg_current_xact_id()::xid);
  END IF;
  IF v_told IS NOT TRUE THEN
    RAISE EXCEPTION '%: no act says so', TG_TABLE_NAME USING ERRCODE = 'CD005';
  END IF;
  RETURN NULL;
END $$;

-- The only way to take rows away. No seat may delete from a table itself, since whoever may could lock
-- it against everybody, next door too. Which rows may go, and whose they are to take, is as in the
-- rights of each table.
CREATE OR REPLACE FUNCTION @S@.consentdesk_remove(
  p_institution integer, p_what text, p_keys text[]
) RETURNS void
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_role text := @S@.consentdesk_role(p_institution);
BEGIN
  IF v_role IS NULL THEN
    RAISE EXCEPTION 'no seat at this institution' USING ERRCODE = '42501';
  END IF;
  CASE p_what
@removals@
    ELSE RAISE EXCEPTION 'not by this seat' USING ERRCODE = '42501';
  END CASE;
END $$;
