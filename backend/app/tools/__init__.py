"""The five tools through which every assistant acts."""
