-- As declared; nothing is derived here.
SELECT * FROM declared_obligations
