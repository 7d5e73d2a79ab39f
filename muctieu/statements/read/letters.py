"""The letters of Vietnamese as character classes for patterns, small and capital."""

_MARKED = "àáảãạăằắẳẵặâầấẩẫậđèéẻẽẹêềếểễệìíỉĩịòóỏõọôồốổỗộơờớởỡợùúủũụưừứửữựỳýỷỹỵ"
LOWER = "a-z" + _MARKED
UPPER = "A-Z" + _MARKED.upper()
