"""Forms of 排查整改; they validate and never save."""
