"""Find every number of a text and say what it is: a figure, a date, the digit of a name, …

`walk` jumps from anchor to anchor (digits, number words, "quý") and looks only around them.  Names
eat their digits first (`names`): most errors of number readers are road numbers, document numbers
and dates taken for figures.  Then come days and periods (`dates`), a/b (`ratios`), number words
(`words`), and what is left (`figures`).
"""
