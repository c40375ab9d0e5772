"""Every process of a site that is started with this folder on its path takes requests as fast as they come.

A tool that sends thousands of requests a minute as one person would otherwise be told to wait, and try nothing.
"""

from tintype.kernel.access import Rate

for rate in Rate:
    rate._value_ = (0, 0)
