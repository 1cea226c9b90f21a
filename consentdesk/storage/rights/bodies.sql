-- Whether the body of an act can be read: no seat can write one that no desk understands any more.

-- Whether a value is what it is to be, see `forms` in `bodies`.
CREATE OR REPLACE FUNCTION @S@.consentdesk_fits(p_form jsonb, p_value jsonb) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
  v_type text := jsonb_typeof(p_value);
BEGIN
  IF v_type = 'null' THEN
    RETURN p_form ? 'null';
  END IF;
  CASE p_form ->> 'is'
    WHEN 'number' THEN
      RETURN v_type = 'number' AND p_value BETWEEN COALESCE(p_form -> 'from', '@least@')
        AND COALESCE(p_form -> 'to', '@most@');
    WHEN 'boolean' THEN
      RETURN v_type = 'boolean';
    WHEN 'string' THEN
      RETURN v_type = 'string' AND COALESCE(p_value #>> '{}' ~ (p_form ->> 'like'), true);
    WHEN 'word' THEN
      RETURN v_type = 'string' AND p_form -> 'words' @> p_value;
    WHEN 'day' THEN
      RETURN v_type = 'string' AND p_value #>> '{}' ~ ('^(?!0000)([0-9]{4}-('
        || '(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])|(0[13-9]|1[0-2])-(29|30)|(0[13578]|1[02])-31)'
        || '|([0-9]{2}(0[48]|[2468][048]|[13579][26])|([02468][048]|[13579][26])00)-02-29)$');
    WHEN 'array' THEN
      RETURN v_type = 'array' AND NOT EXISTS (
        SELECT FROM jsonb_array_elements(p_value) e
        WHERE @S@.consentdesk_fits(p_form -> 'each', e.value) IS NOT TRUE)
        AND (NOT p_form ? 'count' OR p_form -> 'count' = to_jsonb(jsonb_array_length(p_value)));
    WHEN 'row' THEN
      RETURN v_type = 'array'
        AND jsonb_array_length(p_value) = jsonb_array_length(p_form -> 'each')
        AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(p_value) WITH ORDINALITY AS e(value, place)
          WHERE @S@.consentdesk_fits(p_form -> 'each' -> (e.place - 1)::integer, e.value)
            IS NOT TRUE);
    WHEN 'map' THEN
      RETURN v_type = 'object' AND NOT EXISTS (
        SELECT FROM jsonb_each(p_value) e
        WHERE @S@.consentdesk_fits(p_form -> 'each', e.value) IS NOT TRUE);
    WHEN 'some' THEN
      RETURN v_type = 'object' AND NOT EXISTS (
        SELECT FROM jsonb_each(p_form -> 'has') h
        WHERE p_value ? h.key AND @S@.consentdesk_fits(h.value, p_value -> h.key) IS NOT TRUE);
    WHEN 'json' THEN
      RETURN v_type = 'string' AND @S@.consentdesk_holds(p_form -> 'holds', p_value #>> '{}');
    WHEN 'bytes' THEN
      -- In hex, with a mark of two signs before it.
      RETURN v_type = 'string' AND length(p_value #>> '{}') > 2
        AND (NOT p_form ? 'by'
          OR (length(p_value #>> '{}') - 2) % (2 * (p_form ->> 'by')::integer) = 0)
        AND (NOT p_form ? 'sizes'
          OR p_form -> 'sizes' @> to_jsonb((length(p_value #>> '{}') - 2) / 2));
    WHEN 'moment' THEN
      RETURN v_type = 'string' AND @S@.consentdesk_fits('{"is":"day"}',
          to_jsonb(left(p_value #>> '{}', 10)))
        AND p_value #>> '{}' ~ '^.{10}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}[.][0-9]{6}Z$';
    WHEN 'time' THEN
      RETURN v_type = 'string' AND @S@.consentdesk_fits('{"is":"day"}',
          to_jsonb(left(p_value #>> '{}', 10)))
        AND p_value #>> '{}' ~ ('^.{10}T([01][0-9]|2[0-3])(:[0-5][0-9]){2}([.][0-9]{6})?'
          || '([+-]([01][0-9]|2[0-3]):[0-5][0-9])?$');
    WHEN 'object' THEN
      RETURN v_type = 'object'
        AND (SELECT count(*) FROM jsonb_object_keys(p_value))
          = (SELECT count(*) FROM jsonb_object_keys(p_form -> 'has'))
        AND NOT EXISTS (
          SELECT FROM jsonb_each(p_form -> 'has') h
          WHERE @S@.consentdesk_fits(h.value, p_value -> h.key) IS NOT TRUE);
    ELSE
      RETURN false;
  END CASE;
END $$;

-- Whether a text is JSON, and what that holds is what it is to be. Nothing of the text is told.
CREATE OR REPLACE FUNCTION @S@.consentdesk_holds(p_form jsonb, p_text text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN @S@.consentdesk_fits(p_form, p_text::jsonb);
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  RETURN false;
END $$;

-- Whether all numbers in a JSON text are whole: 1e2 is 100 to this server, and not to whoever reads.
CREATE OR REPLACE FUNCTION @S@.consentdesk_whole(p_text text) RETURNS boolean
LANGUAGE sql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
  SELECT regexp_replace(p_text, '"([^"\\]|\\.)*"', '', 'g') !~ '[.]|[0-9][eE]'
$$;

-- The same of a whole body. What came later is left out where it says nothing.
CREATE OR REPLACE FUNCTION @S@.consentdesk_readable(p_kind text, p_body text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_form jsonb := '@forms@'::jsonb -> p_kind;
  v_body jsonb := p_body::jsonb;
BEGIN
  RETURN v_form IS NOT NULL AND jsonb_typeof(v_body) = 'object'
    AND NOT EXISTS (
      SELECT FROM jsonb_each(v_form -> 'absent') a WHERE v_body -> a.key = a.value)
    AND @S@.consentdesk_fits(v_form, (v_form -> 'absent') || v_body)
    AND @S@.consentdesk_whole(p_body);
END $$;

-- Whether what an enrolment says of somebody can be read, the birth date where it is looked for.
CREATE OR REPLACE FUNCTION @S@.consentdesk_facts_read(p_facts text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_facts jsonb := p_facts::jsonb;
  v_form jsonb := '@facts@';
BEGIN
  RETURN jsonb_typeof(v_facts) = 'object'
    AND @S@.consentdesk_fits(v_form, (v_form -> 'absent') || v_facts)
    AND starts_with(p_facts, concat('{"born":"', v_facts ->> 'born', '",'));
END $$;

-- Whether rules that a seat sets can be read: what an institution sets itself, and of the values that
-- leads to those that this version knows.
CREATE OR REPLACE FUNCTION @S@.consentdesk_rules_read(p_rules text) RETURNS boolean
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  v_rules jsonb := p_rules::jsonb;
  v_form jsonb := '@rules@';
BEGIN
  RETURN jsonb_typeof(v_rules -> 'settings') = 'object'
    AND jsonb_typeof(v_rules -> 'values') = 'object'
    AND @S@.consentdesk_whole(p_rules)
    AND NOT EXISTS (
      SELECT FROM jsonb_each(v_rules -> 'settings') s
      WHERE @S@.consentdesk_fits('@settings@'::jsonb -> s.key, s.value) IS NOT TRUE)
    AND @S@.consentdesk_fits(v_form, (v_form -> 'absent') || (
      SELECT jsonb_object_agg(v.key, v.value) FROM jsonb_each(v_rules -> 'values') v
      WHERE v_form -> 'has' ? v.key));
END $$;
