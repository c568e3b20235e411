"""Which domains belong to nobody in particular? Mailboxes there prove a person, never a company."""

_DOMAINS = """
    gmail.com googlemail.com outlook.com outlook.de outlook.fr outlook.es outlook.it outlook.pt hotmail.com hotmail.de
    hotmail.fr hotmail.es hotmail.it hotmail.co.uk hotmail.nl live.com live.de live.fr live.nl live.it live.co.uk
    live.be msn.com yahoo.com yahoo.de yahoo.fr yahoo.es yahoo.it yahoo.co.uk yahoo.pl ymail.com rocketmail.com aol.com
    aol.de icloud.com me.com mac.com proton.me protonmail.com protonmail.ch pm.me tutanota.com tutanota.de tuta.io
    tuta.com gmx.de gmx.net gmx.at gmx.ch gmx.com gmx.fr web.de t-online.de freenet.de arcor.de mail.de posteo.de
    mailbox.org email.de online.de vodafone.de 1und1.de mail.com email.com zoho.com zohomail.com zohomail.eu yandex.com
    yandex.ru mail.ru inbox.ru bk.ru list.ru rambler.ru ukr.net fastmail.com fastmail.fm hey.com hushmail.com
    orange.fr wanadoo.fr free.fr laposte.net sfr.fr neuf.fr bbox.fr libero.it virgilio.it tiscali.it alice.it tim.it
    tin.it email.it fastwebnet.it aruba.it pec.it legalmail.it arubapec.it telefonica.net terra.es ono.com
    sapo.pt iol.pt clix.pt netcabo.pt mail.telepac.pt ziggo.nl kpnmail.nl planet.nl hetnet.nl xs4all.nl home.nl
    upcmail.nl casema.nl chello.nl telenet.be skynet.be proximus.be wp.pl onet.pl onet.eu o2.pl interia.pl interia.eu
    op.pl poczta.onet.pl gazeta.pl tlen.pl vp.pl seznam.cz centrum.cz email.cz azet.sk bluewin.ch sunrise.ch hispeed.ch
    aon.at chello.at btinternet.com sky.com talktalk.net virginmedia.com ntlworld.com blueyonder.co.uk comcast.net
    verizon.net att.net sbcglobal.net bellsouth.net cox.net charter.net earthlink.net juno.com rogers.com shaw.ca
    bigpond.com optusnet.com.au qq.com 163.com 126.com sina.com naver.com hanmail.net daum.net rediffmail.com
"""
FREE_MAIL = frozenset(_DOMAINS.split())


def is_free_mail(domain: str) -> bool:
    """Tell whether anybody can have a mailbox there."""
    return domain.lower() in FREE_MAIL
