"""Where a site is: municipalities by name, address files, points too far, sites written twice."""
