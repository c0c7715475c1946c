-- A source of kind page is one page, whatever its address; a source that lists several has a page for each address.
CREATE MACRO core.page_id(kind, source_id, address) AS
    CASE WHEN kind = 'page' THEN source_id ELSE source_id || ' ' || address END;
