-- As declared; nothing is derived here.
SELECT * FROM declared_ease_points
