-- What is stored beside the acts comes with the act that tells of it, in the same transaction, and
-- says what that says. The owner's program copies what others have written, and is not asked.

-- Whether no correction that counts takes back the act of that number, of one's own. A correction is
-- about whom or what the act is about, by which few are looked at.
CREATE OR REPLACE FUNCTION @S@.consentdesk_stands(p_institution integer, p_number integer)
RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_subject integer;
  v_photo integer;
BEGIN
  IF @S@.consentdesk_role(p_institution) IS NULL THEN
    RETURN false;
  END IF;
  SELECT o.subject, o.photo INTO v_subject, v_photo
  FROM @S@.ledger o WHERE o.institution = p_institution AND o.number = p_number;
  IF v_subject IS NOT NULL THEN
    RETURN NOT EXISTS (
      SELECT FROM @S@.ledger c
      WHERE c.institution = p_institution AND c.subject = v_subject AND c.number > p_number
        AND c.kind = 'CORRECTED' AND (c.body::jsonb ->> 'number')::integer = p_number
        AND @S@.consentdesk_stands(p_institution, c.number));
  ELSIF v_photo IS NOT NULL THEN
    RETURN NOT EXISTS (
      SELECT FROM @S@.ledger c
      WHERE c.institution = p_institution AND c.photo = v_photo AND c.number > p_number
        AND c.kind = 'CORRECTED' AND (c.body::jsonb ->> 'number')::integer = p_number
        AND @S@.consentdesk_stands(p_institution, c.number));
  END IF;
  RETURN NOT EXISTS (
    SELECT FROM @S@.ledger c
    WHERE c.institution = p_institution AND c.kind = 'CORRECTED' AND c.number > p_number
      AND c.subject IS NULL AND c.photo IS NULL
      AND (c.body::jsonb ->> 'number')::integer = p_number
      AND @S@.consentdesk_stands(p_institution, c.number));
END $$;

-- How far a form has come by the acts that stand, and which scan is its evidence.
CREATE OR REPLACE FUNCTION @S@.consentdesk_form_is(p_form integer) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_form record;
  v_filed jsonb;
  v_answered boolean;
BEGIN
  SELECT f.institution, f.serial, f.state, f.scan INTO v_form FROM @S@.form f WHERE f.id = p_form;
  IF NOT FOUND OR @S@.consentdesk_role(v_form.institution) IS NULL THEN
    RETURN true;
  END IF;
  SELECT l.body::jsonb INTO v_filed FROM @S@.ledger l
  WHERE l.institution = v_form.institution AND l.serial = v_form.serial AND l.kind = 'JOURNALED'
    AND @S@.consentdesk_stands(l.institution, l.number)
  ORDER BY l.number DESC LIMIT 1;
  IF FOUND THEN
    RETURN v_form.state = 'journaled' AND v_form.scan IS NOT DISTINCT FROM
      CASE WHEN v_filed ->> 'evidence_kind' = 'scan' THEN v_filed ->> 'evidence' END;
  END IF;
  SELECT bool_or(@S@.consentdesk_stands(l.institution, l.number)) INTO v_answered
  FROM @S@.ledger l
  WHERE l.institution = v_form.institution AND l.serial = v_form.serial
    AND l.kind IN ('GRANTED', 'REFUSED');
  RETURN v_form.state = CASE WHEN v_answered THEN 'recorded' ELSE 'printed' END;
END $$;

-- Since when a copy is down, by the first act that says so and stands; of one's own.
CREATE OR REPLACE FUNCTION @S@.consentdesk_down_since(p_release integer, p_place integer)
RETURNS text
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN (
    SELECT l.at FROM @S@.release r
    JOIN @S@.ledger l ON l.institution = r.institution AND l.number > r.act
    WHERE r.id = p_release AND l.kind = 'TAKEN_DOWN'
      AND (l.body::jsonb ->> 'release')::integer = p_release
      AND COALESCE(l.body::jsonb -> 'copies' @> to_jsonb(p_place), true)
      AND @S@.consentdesk_stands(l.institution, l.number)
    ORDER BY l.number LIMIT 1);
END $$;

-- Whether this transaction last said that a release was posted there.
CREATE OR REPLACE FUNCTION @S@.consentdesk_posted(
  p_institution integer, p_release integer, p_link text
) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN COALESCE((
    SELECT EXISTS (SELECT FROM @S@.text t WHERE t.digest = l.body::jsonb ->> 'link'
                   AND t.institution = l.institution AND t.text = p_link)
    FROM @S@.ledger l
    WHERE l.institution = p_institution AND l.kind = 'POSTED' AND l.xmin = pg_current_xact_id()::xid
      AND (l.body::jsonb ->> 'release')::integer = p_release
    ORDER BY l.number DESC LIMIT 1), false);
END $$;

-- Rows that were added: looked at when all of it is written.
CREATE OR REPLACE FUNCTION @S@.consentdesk_comes() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_file integer;
  v_told boolean := false;
BEGIN
  IF TG_TABLE_NAME IN ('fingerprint', 'look', 'grey') THEN
    -- A file with all it is known by, as its act tells, looks included where that binds them. Or all
    -- of it comes back with its photo, out of the trash.
    IF TG_TABLE_NAME = 'fingerprint' THEN
      v_file := NEW.id;
    ELSE
      v_file := NEW.fingerprint;
    END IF;
    v_told := NOT EXISTS (SELECT FROM @S@.fingerprint f WHERE f.id = v_file) OR EXISTS (
      SELECT FROM @S@.fingerprint f
      JOIN @S@.ledger l ON l.institution = f.institution AND l.number = f.act
      LEFT JOIN @S@.look k ON k.institution = f.institution AND k.fingerprint = f.id
      LEFT JOIN @S@.grey g ON g.fingerprint = f.id
      WHERE f.id = v_file AND f.xmin = pg_current_xact_id()::xid
        AND (l.xmin = pg_current_xact_id()::xid
          OR @S@.consentdesk_tells(f.institution, NULL, f.photo, '{CORRECTED}'))
        AND l.kind IN ('REGISTERED', 'SAME_PICTURE') AND l.photo = f.photo
        AND l.body::jsonb ->> 'sha256' = encode(f.sha256, 'hex')
        AND (k.fingerprint IS NULL) = (g.fingerprint IS NULL)
        AND (l.binds IS NOT DISTINCT FROM
            NULLIF(concat(encode(f.picture, 'hex'), ' ' || f.orientation), '')
          OR k.fingerprint IS NOT NULL AND l.binds = concat(
            encode(f.picture, 'hex'), ' ', NULLIF(f.orientation, 0), ' ',
            encode(sha256(k.hashes), 'hex'), ':', encode(sha256(g.data), 'hex'))));
  ELSIF TG_TABLE_NAME = 'release' THEN
    v_told := NEW.taken_down_at IS NULL
      AND (NEW.link = '' OR @S@.consentdesk_posted(NEW.institution, NEW.id, NEW.link))
      AND EXISTS (
        SELECT FROM @S@.ledger l
        WHERE l.institution = NEW.institution AND l.number = NEW.act AND l.kind = 'RELEASED'
          AND l.xmin = pg_current_xact_id()::xid AND l.at = NEW.at AND l.clerk = NEW.clerk
          AND (l.body::jsonb ->> 'release')::integer = NEW.id
          AND l.body::jsonb ->> 'destination' = NEW.destination);
  ELSIF TG_TABLE_NAME = 'release_copy' THEN
    v_told := NEW.taken_down_at IS NULL AND EXISTS (
      SELECT FROM @S@.release r
      JOIN @S@.ledger l ON l.institution = r.institution AND l.number = r.act
      WHERE r.id = NEW.release AND l.kind = 'RELEASED' AND l.xmin = pg_current_xact_id()::xid
        AND l.body::jsonb -> 'photos' @> to_jsonb(NEW.photo));
  ELSIF TG_TABLE_NAME = 'release_subject' THEN
    v_told := EXISTS (
      SELECT FROM @S@.release r
      JOIN @S@.ledger l ON l.institution = r.institution AND l.number = r.act
      WHERE r.id = NEW.release AND l.kind = 'RELEASED' AND l.xmin = pg_current_xact_id()::xid
        AND l.body::jsonb -> CASE WHEN NEW.covered THEN 'covered' ELSE 'shows' END
          @> to_jsonb(NEW.subject));
  ELSIF TG_TABLE_NAME = 'guardianship' THEN
    v_told := @S@.consentdesk_tells(
        NEW.institution, NEW.subject, NULL, '{GUARDIAN_ADDED,CORRECTED,ERASED}')
      AND EXISTS (
        SELECT FROM @S@.ledger l
        WHERE l.institution = NEW.institution AND l.subject = NEW.subject
          AND l.kind = 'GUARDIAN_ADDED' AND l.body::jsonb @> jsonb_build_object(
            'guardian', NEW.guardian, 'custody', NEW.custody,
            'since', to_char(NEW.since, 'YYYY-MM-DD'), 'until', to_char(NEW.until, 'YYYY-MM-DD')));
  END IF;
  IF v_told IS NOT TRUE THEN
    RAISE EXCEPTION '%: no act says so', TG_TABLE_NAME USING ERRCODE = 'CD005';
  END IF;
  RETURN NULL;
END $$;

-- Whether a row holds what readers make sense of: no seat adds one that stops every list of them.
CREATE OR REPLACE FUNCTION @S@.consentdesk_row_reads() RETURNS trigger
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp
SET bytea_output = hex AS $$
DECLARE
  v_forms jsonb := '@rows@';
  v_row jsonb := to_jsonb(NEW);
  v_column text;
BEGIN
  FOR v_column IN SELECT jsonb_object_keys(v_forms -> TG_TABLE_NAME) LOOP
    IF @S@.consentdesk_fits(v_forms -> TG_TABLE_NAME -> v_column, v_row -> v_column) IS NOT TRUE THEN
      RAISE EXCEPTION '%: no desk can read its %', TG_TABLE_NAME, v_column USING ERRCODE = 'CD001';
    END IF;
  END LOOP;
  RETURN NEW;
END $$;
